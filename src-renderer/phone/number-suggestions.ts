import type { Contact } from '../../src-bridge/contacts.ts';
import { foldName, nameRank } from './name-match.ts';

/** A number that somebody may mean who types a name. */
export interface NumberSuggestion {
  readonly id: string;
  readonly name: string;
  readonly number: string;
}

const most = 6;

/** The numbers of the contacts whose names fit `typed`, the best first, at most six; none while a number is typed. */
export function suggestNumbers(typed: string, contacts: readonly Contact[]): readonly NumberSuggestion[] {
  const folded = foldName(typed.trim());
  if (!/\p{L}/u.test(folded)) return [];
  return contacts
    .flatMap((contact) => {
      const rank = nameRank(contact.name, folded);
      return rank === undefined ? [] : [{ contact, rank }];
    })
    .sort((one, other) => one.rank - other.rank)
    .flatMap(({ contact: { id, name, numbers } }) =>
      numbers.map((number, index) => ({ id: `${id}-${index}`, name, number })),
    )
    .slice(0, most);
}

/** Where `key` goes from the suggestion at `active` (-1: the text itself) of `count`, round and round; undefined for other keys. */
export function suggestionAfter(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return ((active + 2) % (count + 1)) - 1;
  if (key === 'ArrowUp') return ((active + count + 1) % (count + 1)) - 1;
  return undefined;
}
