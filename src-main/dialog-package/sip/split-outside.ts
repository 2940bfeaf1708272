import { SipSyntaxError } from './sip-syntax-error.ts';

/** Where the quoted string that begins at `start` ends, one behind its closing quote; undefined when it does not. */
export function endOfQuoted(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

/** A quoted string, with its quotes, as what it says (RFC 3261, 25.1). */
export function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gsu, '$1');
}

/** Where what a quote or an angle bracket at `start` opens has ended; throws where it does not. */
function endOfGroup(text: string, start: number): number {
  const end = text[start] === '"' ? endOfQuoted(text, start) : text.indexOf('>', start) + 1;
  if (end === undefined || end === 0) throw new SipSyntaxError('bad-header', 'unbalanced');
  return end;
}

/**
 * The parts of `text` between each `separator` that stands neither in a quoted string nor in angle brackets, trimmed.
 * Throws a `SipSyntaxError` `bad-header` where one of these does not end.
 */
export function splitOutside(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"' || character === '<') at = endOfGroup(text, at) - 1;
    else if (character === separator) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}
