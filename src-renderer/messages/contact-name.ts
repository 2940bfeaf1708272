import type { Contact } from '../../src-bridge/contacts.ts';
import { formatParty } from './phone-number.ts';

/** The first of `contacts` that has a number or an address, however it is written there; undefined where nobody has. */
export function contactOf(number: string, contacts: readonly Contact[]): Contact | undefined {
  const wanted = comparable(number);
  if (wanted === '') return undefined;
  return contacts.find(({ numbers }) => numbers.some((each) => each === number || comparable(each) === wanted));
}

/** A party by the name of the contact who has its number, else as `formatParty` writes it. */
export function partyWords(number: string, contacts: readonly Contact[]): string {
  return contactOf(number, contacts)?.name ?? formatParty(number);
}

/** An address in small letters, or a number as its digits with the plus sign of E.164 before them. */
function comparable(number: string): string {
  return number.includes('@') ? number.trim().toLowerCase() : number.replaceAll(/[^+\d]/gu, '');
}
