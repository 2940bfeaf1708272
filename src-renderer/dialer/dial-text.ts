import { findPhoneNumbersInText, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { formatTyped } from '../messages/phone-number.ts';

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
  const digitsBefore = countDigits(text.slice(0, caret));
  return { text: formatted, caret: positionAfter(formatted, digitsBefore) };
}

/** The box with `digit` put in at the caret, as from the keypad. */
export function insertDigit({ text, caret }: DialBox, digit: string, home: CountryCode | undefined): DialBox {
  return formatBox({ text: text.slice(0, caret) + digit + text.slice(caret), caret: caret + digit.length }, home);
}

/** The box without the digit before the caret. */
export function eraseDigit({ text, caret }: DialBox, home: CountryCode | undefined): DialBox {
  const kept = text.slice(0, caret).replace(/[^+\d*#\p{L}]*.$/u, '');
  return formatBox({ text: kept + text.slice(caret), caret: kept.length }, home);
}

/** The destination in pasted text: an address, the first phone number in it, or else the text on one line. */
export function destinationIn(pasted: string, home: CountryCode | undefined): string {
  const text = decoded(pasted.replace(scheme, ''));
  const foundAddress = address.exec(text)?.[0];
  if (foundAddress !== undefined) return foundAddress;
  const [found] = findPhoneNumbersInText(text, home);
  if (found !== undefined) return found.number.formatInternational();
  return text.split(';')[0]?.replace(/\s+/g, ' ').trim() ?? '';
}

/** What is asked of the phone for the text of the box: E.164 where it is a number, otherwise the text without its spaces. */
export function destinationOf(text: string, home: CountryCode | undefined): string {
  const trimmed = text.trim();
  if (!/^[+\d\s()./-]+$/.test(trimmed)) return trimmed;
  return parsePhoneNumberFromString(trimmed, home)?.number ?? trimmed.replace(/[^+\d]/g, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function countDigits(text: string): number {
  return text.replace(/[^+\d]/g, '').length;
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
