import { isToken } from './parameters.ts';
import { checkUri } from './sip-uri.ts';
import type { SipRequest, SipResponse } from './sip-message.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';

export type StartLine = Pick<SipRequest, 'kind' | 'method' | 'uri'> | Pick<SipResponse, 'kind' | 'status' | 'reason'>;

function badLine(): SipSyntaxError {
  return new SipSyntaxError('bad-start-line', '');
}

/** Whether a message with this start line is, or was meant as, a response. */
export function isStatusLine(line: string): boolean {
  return /^SIP\//iu.test(line);
}

function checkVersion(version: string): void {
  if (version.toUpperCase() === 'SIP/2.0') return;
  throw /^SIP\/[0-9]+\.[0-9]+$/iu.test(version) ? new SipSyntaxError('bad-version', '') : badLine();
}

function readStatusLine(line: string): StartLine {
  const [version = '', code = ''] = line.split(' ', 2);
  checkVersion(version);
  if (!/^[1-6][0-9][0-9]$/u.test(code)) throw badLine();
  return { kind: 'response', status: Number(code), reason: line.slice(version.length + code.length + 2) };
}

/** Reads the first line of a message (RFC 3261, 7.1 and 7.2). Throws a `SipSyntaxError`. */
export function readStartLine(line: string): StartLine {
  if (isStatusLine(line)) return readStatusLine(line);
  const [method = '', uri = '', version = '', ...more] = line.split(' ');
  if (!isToken(method) || more.length > 0) throw badLine();
  checkVersion(version);
  checkUri(uri);
  return { kind: 'request', method, uri };
}
