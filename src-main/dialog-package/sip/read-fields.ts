import { cutField } from './head-lines.ts';
import { isListHeader, longHeaderName } from './header-names.ts';
import { isToken } from './parameters.ts';
import type { SipHeader } from './sip-message.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';
import { splitOutside } from './split-outside.ts';

function readField(line: string): SipHeader[] {
  const field = cutField(line);
  if (!isToken(field.name)) throw new SipSyntaxError('bad-header', 'field');
  const name = longHeaderName(field.name);
  if (!isListHeader(name) || field.value === '') return [{ name, value: field.value }];
  const members = splitOutside(field.value, ',');
  if (members.includes('')) throw new SipSyntaxError('bad-header', name);
  return members.map((value) => ({ name, value }));
}

/** The header fields of `lines`, and the first thing that is wrong with them: an answer may need the others. */
export function readFields(
  lines: readonly string[],
  mostHeaders: number,
): { readonly headers: readonly SipHeader[]; readonly problem: SipSyntaxError | undefined } {
  const headers: SipHeader[] = [];
  let problem: SipSyntaxError | undefined;
  for (const line of lines) {
    try {
      headers.push(...readField(line));
    } catch (error) {
      if (!(error instanceof SipSyntaxError)) throw error;
      problem ??= error;
    }
    if (headers.length > mostHeaders)
      return { headers: headers.slice(0, mostHeaders), problem: new SipSyntaxError('too-many-headers', '') };
  }
  return { headers, problem };
}
