import { SipSyntaxError } from './sip-syntax-error.ts';

/** The largest CSeq (RFC 3261, 8.1.1.5). */
export const largestCSeq = 2 ** 31 - 1;

/** Digits as a number from 0 to `largest`, at most 2^32. Throws a `SipSyntaxError` `bad-number` that names `what`. */
export function readInteger(text: string, largest: number, what: string): number {
  // Leading zeros are allowed, so the length says nothing; what is out of range stays so as a floating point number.
  const value = /^[0-9]+$/u.test(text) ? Number(text) : Number.NaN;
  if (!(value <= largest)) throw new SipSyntaxError('bad-number', what);
  return value;
}

/** A port from 1 to 65535. Throws a `SipSyntaxError` `bad-number`. */
export function readPort(text: string): number {
  const port = readInteger(text, 65_535, 'port');
  if (port === 0) throw new SipSyntaxError('bad-number', 'port');
  return port;
}
