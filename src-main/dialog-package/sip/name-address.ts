import { quote, readParameterParts, writeParameters, type Parameters } from './parameters.ts';
import { checkUri } from './sip-uri.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';
import { endOfQuoted, splitOutside, unquote } from './split-outside.ts';

/** Who is at one end: the value of From, To or Contact, or a member of Route (RFC 3261, 20.10). */
export interface NameAddress {
  /** Unquoted; absent where it is empty. */
  readonly display?: string;
  /** As it stands, of any scheme; one of SIP or SIPS is known to be good. */
  readonly uri: string;
  /** Those of the header field, not of the URI. */
  readonly parameters: Parameters;
}

function badAddress(): SipSyntaxError {
  return new SipSyntaxError('bad-header', 'address');
}

/** The display name in front of the angle bracket: a quoted string, or words. Phones write more than tokens there. */
function readDisplay(text: string): string {
  if (!text.startsWith('"')) {
    if (/["<>]/u.test(text)) throw badAddress();
    return text;
  }
  if (endOfQuoted(text, 0) !== text.length) throw badAddress();
  return unquote(text);
}

/** What stands before the first angle bracket outside of quotes, and what follows it. */
function cutAtBracket(text: string): { before: string; after: string } | undefined {
  const start = text.startsWith('"') ? endOfQuoted(text, 0) : 0;
  if (start === undefined) throw badAddress();
  const at = text.indexOf('<', start);
  return at < 0 ? undefined : { before: text.slice(0, at).trim(), after: text.slice(at + 1) };
}

/**
 * Reads `"Name" <uri>;parameters`, `Name <uri>`, `<uri>` or `uri;parameters`, whose parameters are those of the field
 * (RFC 3261, 20). Throws a `SipSyntaxError`: `bad-header`, `bad-uri`, `bad-number`.
 */
export function readNameAddress(value: string): NameAddress {
  const text = value.trim();
  const cut = cutAtBracket(text);
  if (cut === undefined) return readBare(text);
  const end = cut.after.indexOf('>');
  if (end < 0) throw badAddress();
  const uri = cut.after.slice(0, end);
  checkUri(uri);
  const [rest = '', ...parts] = splitOutside(cut.after.slice(end + 1), ';');
  if (rest !== '') throw badAddress();
  const display = readDisplay(cut.before);
  return { ...(display === '' ? {} : { display }), uri, parameters: readParameterParts(parts) };
}

function readBare(text: string): NameAddress {
  const [uri = '', ...parts] = splitOutside(text, ';');
  // These need brackets around the URI: nobody could tell whose they are (RFC 3261, 20).
  if (/[,?]/u.test(uri)) throw badAddress();
  checkUri(uri);
  return { uri, parameters: readParameterParts(parts) };
}

/** Writes what `readNameAddress` reads, always with angle brackets. */
export function writeNameAddress({ display, uri, parameters }: NameAddress): string {
  const name = display === undefined ? '' : `${quote(display)} `;
  return `${name}<${uri}>${writeParameters(parameters)}`;
}
