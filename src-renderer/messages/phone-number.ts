import { AsYouType, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

/** A number as people read it (E.164 becomes `+1 202 555 0100`); an address, or what is no valid number, as it is. */
export function formatParty(number: string): string {
  const parsed = number.startsWith('+') ? parsePhoneNumberFromString(number) : undefined;
  return parsed?.isPossible() ? parsed.formatInternational() : number;
}

/** A line by its name and its number; by the number alone where the provider names it so. */
export function lineWords({ name, number }: { readonly name: string; readonly number?: string }): string {
  if (number === undefined) return formatParty(name);
  return name === number ? formatParty(number) : `${name} · ${formatParty(number)}`;
}

/** The country of a line's own number, in which the person dials numbers without a country code. */
export function homeCountry(lineNumber: string | undefined): CountryCode | undefined {
  return lineNumber === undefined ? undefined : parsePhoneNumberFromString(lineNumber)?.country;
}

/** Digits as they are typed, with the spaces and brackets of their country; the text as it is when it is no number. */
export function formatTyped(text: string, home: CountryCode | undefined): string {
  return /^\s*\+?[\d\s()./-]*$/.test(text) ? new AsYouType(home).input(text) : text;
}
