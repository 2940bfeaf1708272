import { endOfQuoted, splitOutside, unquote } from './split-outside.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';

/** Parameters by their names in small letters, unquoted; '' for one without a value. */
export type Parameters = ReadonlyMap<string, string>;

/** Whether `text` is a token (RFC 3261, 25.1). */
export function isToken(text: string): boolean {
  return /^[A-Za-z0-9\-.!%*_+`'~]+$/u.test(text);
}

/** What may follow an equals sign unquoted: a token or a host. */
function isPlain(text: string): boolean {
  return /^[A-Za-z0-9\-.!%*_+`'~:[\]]+$/u.test(text);
}

function readValue(text: string): string {
  if (!text.startsWith('"')) {
    // Old phones write more than tokens unquoted, such as a URI; what would end a value is not among it.
    if (text === '' || /[\s",;<>]/u.test(text)) throw new SipSyntaxError('bad-header', 'parameter');
    return text;
  }
  if (endOfQuoted(text, 0) !== text.length) throw new SipSyntaxError('bad-header', 'parameter');
  return unquote(text);
}

/** Reads `name`, `name=value` and `name="value"`. Throws a `SipSyntaxError` where one is none, or comes twice. */
export function readParameterParts(parts: readonly string[]): Parameters {
  const parameters = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals).trimEnd()).toLowerCase();
    if (!isToken(name) || parameters.has(name)) throw new SipSyntaxError('bad-header', 'parameter');
    parameters.set(name, equals < 0 ? '' : readValue(part.slice(equals + 1).trimStart()));
  }
  return parameters;
}

/** Reads `value;name=value;...`, such as the value of Event. Throws a `SipSyntaxError` `bad-header`. */
export function readParameters(text: string): { readonly value: string; readonly parameters: Parameters } {
  const [value = '', ...parts] = splitOutside(text, ';');
  return { value, parameters: readParameterParts(parts) };
}

/** A text as a quoted string. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/gu, '\\$&')}"`;
}

/** Writes `;name=value;...`, quoted where that is needed. */
export function writeParameters(parameters: Parameters): string {
  return Array.from(parameters, ([name, value]) => {
    if (value === '') return `;${name}`;
    return `;${name}=${isPlain(value) ? value : quote(value)}`;
  }).join('');
}
