import { expect, it } from 'vitest';
import { findContacts } from '../../../../src-renderer/contacts/contact-search.ts';
import { sampleContacts } from '../../../support/sample-contacts.ts';

const namesFor = (wanted: string): readonly string[] => findContacts(sampleContacts, wanted).map(({ name }) => name);

it('finds people by a part of their name, whatever its accents, in the order of the list', () => {
  expect(namesFor('muller')).toEqual(['Ben Müller']);
  expect(namesFor('FRONT d')).toEqual(['Finn at the front desk']);
  expect(namesFor('e')).toEqual(['Ben Müller', 'Cleo', 'Eve', 'Finn at the front desk']);
});

it('finds them by their number as it is written, and by their address', () => {
  expect(namesFor('(408) 555')).toEqual(['Ada Byron']);
  expect(namesFor('+44 20')).toEqual(['Ada Byron']);
  expect(namesFor('020 7946')).toEqual(['Ada Byron']);
  expect(namesFor('example.com')).toEqual(['Cleo']);
});

it('shows all where nothing is wanted, and nobody where nothing fits', () => {
  expect(findContacts(sampleContacts, ' ')).toBe(sampleContacts);
  expect(namesFor('zed')).toEqual([]);
});
