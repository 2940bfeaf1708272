import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { readDestination } from '../../src-protocol/destination.ts';

const schemes = /^(?:tel|callto|ripp|sips?|mailto):(?:\/\/)?/iu;

/**
 * What a person typed or pasted as a destination of PROTOCOL 4: E.164, or an address with its domain in lower case. A
 * number without country is one of the country of `ownNumber`, E.164. Undefined when it is neither.
 */
export function readDialled(text: string, ownNumber: string | undefined): string | undefined {
  const bare = text.trim().replace(schemes, '');
  if (!bare.includes('@')) return readNumber(bare, countryOf(ownNumber));
  const destination = readDestination(bare);
  return destination?.kind === 'address' ? `${destination.user}@${destination.domain}` : undefined;
}

function readNumber(text: string, country: CountryCode | undefined): string | undefined {
  const number = parsePhoneNumberFromString(text, { extract: false, ...(country && { defaultCountry: country }) });
  return number?.isPossible() === true ? number.number : undefined;
}

function countryOf(number: string | undefined): CountryCode | undefined {
  return number === undefined ? undefined : parsePhoneNumberFromString(number)?.country;
}
