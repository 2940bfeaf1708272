import type { Contact } from '../../src-bridge/contacts.ts';
import { foldName, nameRank } from '../phone/name-match.ts';

/** The contacts whose name or number has `wanted` in it, in their order; all of them where nothing is wanted. */
export function findContacts(contacts: readonly Contact[], wanted: string): readonly Contact[] {
  const folded = foldName(wanted.trim());
  if (folded === '') return contacts;
  const isNumber = /^[+\d\s()./-]+$/u.test(folded);
  // The zero before an area code is not in E.164.
  const digits = isNumber ? folded.replaceAll(/\D/gu, '').replace(/^0/u, '') : '';
  return contacts.filter(
    ({ name, numbers }) =>
      nameRank(name, folded) !== undefined ||
      numbers.some((number) => (digits === '' ? foldName(number).includes(folded) : number.includes(digits))),
  );
}
