import { isIPv4, isIPv6 } from 'node:net';
import { readPort } from './read-integer.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';

/** A host (a name, an IPv4 address, or an IPv6 address without its brackets; in small letters) and its port. */
export interface HostPort {
  readonly host: string;
  readonly port?: number;
}

function readName(text: string): string {
  const isName = text.length <= 255 && /^[a-z0-9]/u.test(text) && /^[a-z0-9_.-]+$/u.test(text) && !text.includes('..');
  // What ends in a number is meant as an address (RFC 3261, 25.1: the last label begins with a letter).
  const isAddress = /(?:^|\.)[0-9]+$/u.test(text);
  if (!isName || (isAddress && !isIPv4(text))) throw new SipSyntaxError('bad-uri', 'host');
  return text;
}

function readReference(text: string): string {
  // A zone means nothing outside of the machine that wrote it.
  if (text.includes('%') || !isIPv6(text)) throw new SipSyntaxError('bad-uri', 'host');
  return text;
}

/** Reads `host`, `host:port`, `[address]` and `[address]:port`. Throws a `SipSyntaxError`: `bad-uri`, `bad-number`. */
export function readHostPort(text: string): HostPort {
  const isReference = text.startsWith('[');
  const end = isReference ? text.indexOf(']') + 1 : text.indexOf(':');
  const hostEnd = isReference || end >= 0 ? end : text.length;
  const hostText = text.slice(0, hostEnd).trim().toLowerCase();
  const host = isReference ? readReference(hostText.slice(1, -1)) : readName(hostText);
  const rest = text.slice(hostEnd).trim();
  if (rest === '') return { host };
  if (!rest.startsWith(':')) throw new SipSyntaxError('bad-uri', 'host');
  return { host, port: readPort(rest.slice(1).trim()) };
}

/** A host as it stands in a URI or a Via: an IPv6 address in brackets. */
export function writeHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Writes what `readHostPort` reads. */
export function writeHostPort({ host, port }: HostPort): string {
  return port === undefined ? writeHost(host) : `${writeHost(host)}:${port}`;
}
