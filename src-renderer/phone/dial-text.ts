import { findPhoneNumbersInText, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { formatParty, formatTyped } from '../messages/phone-number.ts';

/** The dial box: its text and where the caret stands in it. */
export interface DialBox {
  readonly text: string;
  readonly caret: number;
}

const scheme = /^\s*(?:tel|callto|sips?|ripp):(?:\/\/)?/i;
const address = /[^\s<>"',;:]+@[^\s<>"',;:]+/;

/**
 * What typing left in the box, formatted as the number it becomes. The caret stays behind the same digit.
 * `home` is the country in which numbers without a country code are dialled.
 */
export function formatBox({ text, caret }: DialBox, home: CountryCode | undefined): DialBox {
  const formatted = formatTyped(text, home);
  if (formatted === text) return { text, caret };
  const digitsBefore = digitsOf(text.slice(0, caret)).length;
  return { text: formatted, caret: positionAfter(formatted, digitsBefore) };
}

/** What typing, erasing or cutting made of the box; a mark of the format that was taken away stays away. */
export function settleTyped(before: DialBox, typed: DialBox, home: CountryCode | undefined): DialBox {
  return digitsOf(before.text) === digitsOf(typed.text) ? typed : formatBox(typed, home);
}

/** The box with `digit` put in at the caret, as from the keypad. */
export function insertDigit({ text, caret }: DialBox, digit: string, home: CountryCode | undefined): DialBox {
  return formatBox({ text: text.slice(0, caret) + digit + text.slice(caret), caret: caret + digit.length }, home);
}

/** The box without the digit before the caret, or the last character before it where the text is no number. */
export function eraseDigit({ text, caret }: DialBox, home: CountryCode | undefined): DialBox {
  const isNumber = /^[+\d\s()./-]*$/.test(text);
  const kept = text.slice(0, caret).replace(isNumber ? /[+\d][^+\d]*$/ : /.$/u, '');
  return formatBox({ text: kept + text.slice(caret), caret: kept.length }, home);
}

/** The destination in pasted text: an address, the first phone number in it, or else the text on one line. */
export function destinationIn(pasted: string, home: CountryCode | undefined): string {
  const isLink = scheme.test(pasted);
  const text = decoded(isLink ? pasted.replace(scheme, '').replace(/[;?].*$/s, '') : pasted);
  const foundAddress = address.exec(text)?.[0];
  if (foundAddress !== undefined) return foundAddress;
  const [found] = findPhoneNumbersInText(text, home);
  if (found !== undefined) return formatParty(found.number.number);
  return text.replace(/\s+/g, ' ').trim();
}

/** What is asked of the phone for the text of the box: E.164 where it is a number, otherwise the text without its spaces. */
export function destinationOf(text: string, home: CountryCode | undefined): string {
  const trimmed = text.trim();
  if (!/^[+\d\s()./-]+$/.test(trimmed)) return trimmed;
  const parsed = parsePhoneNumberFromString(trimmed, home);
  return parsed?.isPossible() ? parsed.number : digitsOf(trimmed);
}

/** The number, E.164, or the address in what was typed or pasted; undefined where it is neither. */
export function partyIn(text: string, home: CountryCode | undefined): string | undefined {
  const destination = destinationOf(destinationIn(text, home), home);
  return /^\+\d+$/u.test(destination) || address.exec(destination)?.[0] === destination ? destination : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function digitsOf(text: string): string {
  return text.replace(/[^+\d]/g, '');
}

function positionAfter(text: string, digits: number): number {
  if (digits === 0) return 0;
  let seen = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (/[+\d]/.test(text.charAt(index))) seen += 1;
    if (seen === digits) return index + 1;
  }
  return text.length;
}
