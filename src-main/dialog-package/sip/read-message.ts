import { checkMessage } from './check-message.ts';
import { endOfHead, headLines, textOf } from './head-lines.ts';
import { readFields } from './read-fields.ts';
import { readInteger } from './read-integer.ts';
import { headerOf } from './sip-headers.ts';
import type { SipHeader, SipMessage } from './sip-message.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';
import { isStatusLine, readStartLine } from './start-line.ts';
import { readVia } from './via.ts';

const usualMostHeaders = 200;
const neededForAnswer = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];

/** The body has as many bytes as Content-Length says, or all there are; what follows is no part (RFC 3261, 18.3). */
function readBody(bytes: Uint8Array, headers: readonly SipHeader[]): string {
  const length = headerOf({ headers }, 'Content-Length');
  if (length === undefined) return textOf(bytes);
  const count = readInteger(length, 2 ** 31 - 1, 'Content-Length');
  if (count > bytes.length) throw new SipSyntaxError('short-body', '');
  return textOf(bytes.subarray(0, count));
}

function hasGoodVia(headers: readonly SipHeader[]): boolean {
  try {
    readVia(headerOf({ headers }, 'Via') ?? '');
    return true;
  } catch {
    return false;
  }
}

/** What an answer to a bad request needs; undefined where it has not all of it, or nothing may be answered to it. */
function answerableOf(startLine: string, headers: readonly SipHeader[]): readonly SipHeader[] | undefined {
  const isNever = isStatusLine(startLine) || /^ACK /u.test(startLine) || headerOf({ headers }, 'CSeq')?.endsWith('ACK');
  if (isNever === true) return undefined;
  const needed = neededForAnswer.map((name) => headers.find((header) => header.name === name));
  const present = needed.filter((header) => header !== undefined);
  if (present.length < neededForAnswer.length || !hasGoodVia(headers)) return undefined;
  return [...headers.filter(({ name }) => name === 'Via'), ...present.slice(1)];
}

/**
 * Reads a message (RFC 3261, 7) with at most `mostHeaders` fields, members of lists counted. Empty lines before it are
 * passed over. What it returns has good Via, From, To, Call-ID and CSeq, one of each that may come once, numbers in their
 * ranges, and good addresses. Throws a `SipSyntaxError`.
 */
export function readSipMessage(bytes: Uint8Array, mostHeaders = usualMostHeaders): SipMessage {
  let start = 0;
  while (bytes[start] === 0x0d && bytes[start + 1] === 0x0a) start += 2;
  const rest = bytes.subarray(start);
  const end = endOfHead(rest);
  const [startLine = '', ...lines] = headLines(end === undefined ? rest : rest.subarray(0, end - 4));
  const { headers, problem } = readFields(lines, mostHeaders);
  try {
    if (end === undefined) throw new SipSyntaxError('no-end', '');
    if (problem !== undefined) throw problem;
    const message = { ...readStartLine(startLine), headers, body: '' };
    checkMessage(message);
    return { ...message, body: readBody(rest.subarray(end), headers) };
  } catch (error) {
    if (!(error instanceof SipSyntaxError)) throw error;
    throw new SipSyntaxError(error.code, error.detail, answerableOf(startLine, headers));
  }
}
