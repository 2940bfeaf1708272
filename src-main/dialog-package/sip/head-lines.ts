import { SipSyntaxError } from './sip-syntax-error.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const blankLine = Buffer.from('\r\n\r\n');

/** Where the head of a message ends, one behind its blank line; undefined where that is not there from `from` on. */
export function endOfHead(bytes: Uint8Array, from = 0): number | undefined {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(blankLine, from);
  return at < 0 ? undefined : at + blankLine.length;
}

/** Bytes as text; what is no UTF-8 becomes a replacement character, as in names from old phones. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Whether a line holds what no line may: a control character other than a tab, escaped or not. */
function hasControl(line: string): boolean {
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}

/**
 * The lines of a head, folded ones put together (RFC 3261, 7.3.1). A line with a control character is '', which no field
 * is.
 */
export function headLines(head: Uint8Array): string[] {
  const lines: string[] = [];
  for (const line of textOf(head).split('\r\n')) {
    const clean = hasControl(line) ? '' : line;
    const isFolded = lines.length > 1 && /^[ \t]/u.test(clean);
    if (isFolded) lines.push(`${lines.pop() ?? ''} ${clean.trim()}`);
    else lines.push(clean);
  }
  return lines;
}

/** Cuts `name: value`. Throws a `SipSyntaxError` `bad-header`. */
export function cutField(line: string): { readonly name: string; readonly value: string } {
  const colon = line.indexOf(':');
  if (colon < 0) throw new SipSyntaxError('bad-header', 'field');
  return { name: line.slice(0, colon).trimEnd(), value: line.slice(colon + 1).trim() };
}
