import { readInteger } from '../sip/read-integer.ts';
import { headerOf, headersOf } from '../sip/sip-headers.ts';
import type { SipRequest, SipUri } from '../sip/sip-message.ts';
import { readSipUri, schemeOf } from '../sip/sip-uri.ts';
import type { SipLimits } from '../../../src-bridge/sip-limits.ts';
import { Refusal } from './refusal.ts';

const largestExpires = 2 ** 32 - 1;
/** A subscription of an hour is never too short (RFC 6665, 4.2.1.1). */
const anHourS = 3600;

/** Reads the Request-URI. Throws a `Refusal` 416 for one that is not of SIP, and a `SipSyntaxError`. */
export function readAskedUri({ uri }: SipRequest): SipUri {
  const scheme = schemeOf(uri);
  if (scheme !== undefined && scheme !== 'sip' && scheme !== 'sips') throw new Refusal(416);
  return readSipUri(uri);
}

/**
 * How long a subscription is granted, in seconds: no longer than asked; 0 to end it. Throws a `Refusal` 423 for too short
 * a time, and a `SipSyntaxError`.
 */
export function readGrantedExpires(request: SipRequest, limits: SipLimits): number {
  const value = headerOf(request, 'Expires');
  const asked = value === undefined ? limits.usualExpiresS : readInteger(value, largestExpires, 'Expires');
  const shortest = Math.min(limits.shortestExpiresS, anHourS);
  if (asked > 0 && asked < shortest) throw new Refusal(423, { 'Min-Expires': String(shortest) });
  return Math.min(asked, limits.longestExpiresS);
}

/** Throws a `Refusal` 420 where a request needs an extension: we have none. */
export function refuseExtensions(request: SipRequest): void {
  const required = headersOf(request, 'Require');
  if (required.length > 0) throw new Refusal(420, { Unsupported: required.join(', ') });
}
