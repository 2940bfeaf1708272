import { isToken } from './parameters.ts';
import { largestCSeq, readInteger } from './read-integer.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';

/** Reads `4711 SUBSCRIBE`. Throws a `SipSyntaxError`: `bad-header`, or `bad-number` beyond 2^31 - 1. */
export function readCSeq(value: string): { readonly number: number; readonly method: string } {
  const space = value.search(/[ \t]/u);
  const method = value.slice(Math.max(0, space)).trim();
  if (space < 0 || !isToken(method)) throw new SipSyntaxError('bad-header', 'CSeq');
  return { number: readInteger(value.slice(0, space), largestCSeq, 'CSeq'), method };
}
