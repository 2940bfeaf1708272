import { readHostPort, writeHostPort } from './host-port.ts';
import type { Parameters } from './parameters.ts';
import type { SipUri } from './sip-message.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';

const userCharacters = /^[A-Za-z0-9\-_.!~*'()&=+$,;?/%]+$/u;
const passwordCharacters = /^[A-Za-z0-9\-_.!~*'()&=+$,%]*$/u;
const parameterCharacters = /^[A-Za-z0-9\-_.!~*'()[\]/:&+$%]+$/u;
const headerCharacters = /^[A-Za-z0-9\-_.!~*'()[\]/?:+$%&=]+$/u;

function badUri(what: string): SipSyntaxError {
  return new SipSyntaxError('bad-uri', what);
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUri('escape');
  }
}

/** The user of `user` or `user:password`. The password is dropped: nothing here asks for one (RFC 3261, 19.1.1). */
function readUser(text: string): string {
  const colon = text.indexOf(':');
  const user = colon < 0 ? text : text.slice(0, colon);
  const password = colon < 0 ? '' : text.slice(colon + 1);
  if (!userCharacters.test(user) || !passwordCharacters.test(password)) throw badUri('user');
  return unescape(user);
}

function readUriParameters(text: string | undefined): Parameters {
  const parameters = new Map<string, string>();
  if (text === undefined) return parameters;
  for (const part of text.split(';')) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).toLowerCase();
    const value = equals < 0 ? '' : part.slice(equals + 1);
    const isGood = parameterCharacters.test(name) && (equals < 0 || parameterCharacters.test(value));
    if (!isGood || parameters.has(name)) throw badUri('parameter');
    parameters.set(name, value);
  }
  return parameters;
}

/** `text` up to the first `separator`, and what follows that; undefined where there is none. */
function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Reads a SIP or SIPS URI (RFC 3261, 19.1). Its password and its headers (behind `?`) are checked and left out. Throws a
 * `SipSyntaxError`: `bad-uri`, or `bad-number` for its port.
 */
export function readSipUri(text: string): SipUri {
  const [scheme, rest] = cut(text, ':');
  const small = scheme.toLowerCase();
  if (rest === undefined || (small !== 'sip' && small !== 'sips')) throw badUri('scheme');
  const [before, after] = cut(rest, '@');
  const user = after === undefined ? undefined : readUser(before);
  const [place, headers] = cut(after ?? before, '?');
  if (headers !== undefined && !headerCharacters.test(headers)) throw badUri('headers');
  const [hostPort, parameters] = cut(place, ';');
  if (/\s/u.test(hostPort)) throw badUri('host');
  return {
    scheme: small,
    ...(user === undefined ? {} : { user }),
    ...readHostPort(hostPort),
    parameters: readUriParameters(parameters),
  };
}

/** The scheme of any URI in small letters; undefined where it has none. */
export function schemeOf(uri: string): string | undefined {
  return /^([A-Za-z][A-Za-z0-9+.-]*):/u.exec(uri)?.[1]?.toLowerCase();
}

/** Throws a `SipSyntaxError` for a SIP or SIPS URI that is bad, and for what is no URI of any scheme. */
export function checkUri(uri: string): void {
  const scheme = schemeOf(uri);
  if (scheme === undefined || /[\s<>"]/u.test(uri)) throw badUri('scheme');
  if (scheme === 'sip' || scheme === 'sips') readSipUri(uri);
}

/** Writes a URI, its user escaped where that is needed. */
export function writeSipUri(uri: SipUri): string {
  // A half of a surrogate pair has no bytes in UTF-8.
  const escaped = uri.user?.toWellFormed().replace(/[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/gu, encodeURIComponent);
  const user = escaped === undefined ? '' : `${escaped}@`;
  const parameters = Array.from(uri.parameters, ([name, value]) => (value === '' ? `;${name}` : `;${name}=${value}`));
  return `${uri.scheme}:${user}${writeHostPort(uri)}${parameters.join('')}`;
}
