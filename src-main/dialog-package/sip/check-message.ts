import { readCSeq } from './cseq.ts';
import { readNameAddress } from './name-address.ts';
import { readInteger } from './read-integer.ts';
import { headersOf } from './sip-headers.ts';
import type { SipMessage } from './sip-message.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';
import { readVia } from './via.ts';

const once = ['From', 'To', 'Call-ID', 'CSeq'];
const atMostOnce = ['Event', 'Content-Type', 'Subscription-State'];
const addresses = ['From', 'To', 'Contact', 'Route', 'Record-Route'];
/** Numbers that come at most once, and the largest of each. */
const numbers = [
  ['Content-Length', 2 ** 31 - 1],
  ['Max-Forwards', 255],
  ['Expires', 2 ** 32 - 1],
  ['Min-Expires', 2 ** 32 - 1],
] as const;

function checkCounts(message: SipMessage): void {
  for (const name of once) if (headersOf(message, name).length === 0) throw new SipSyntaxError('missing-header', name);
  for (const name of [...once, ...atMostOnce, ...numbers.map(([name]) => name)])
    if (headersOf(message, name).length > 1) throw new SipSyntaxError('repeated-header', name);
}

function checkNumbers(message: SipMessage): void {
  for (const [name, largest] of numbers)
    for (const value of headersOf(message, name)) readInteger(value, largest, name);
}

function checkAddresses(message: SipMessage): void {
  for (const name of addresses)
    for (const value of headersOf(message, name)) if (name !== 'Contact' || value !== '*') readNameAddress(value);
}

/**
 * Looks at what every message needs (RFC 3261, 8.1.1): Via, From, To, Call-ID and CSeq, each good and of one mind with
 * the start line, and good numbers and addresses wherever there are any. Throws a `SipSyntaxError`.
 */
export function checkMessage(message: SipMessage): void {
  checkCounts(message);
  const [via] = headersOf(message, 'Via');
  if (via === undefined) throw new SipSyntaxError('missing-header', 'Via');
  readVia(via);
  const [callId = ''] = headersOf(message, 'Call-ID');
  if (callId === '' || /\s/u.test(callId)) throw new SipSyntaxError('bad-header', 'Call-ID');
  const cseq = readCSeq(headersOf(message, 'CSeq')[0] ?? '');
  if (message.kind === 'request' && cseq.method !== message.method) throw new SipSyntaxError('bad-header', 'CSeq');
  checkNumbers(message);
  checkAddresses(message);
}
