import { describe, expect, it } from 'vitest';
import { contactOf, partyWords } from '../../../../src-renderer/messages/contact-name.ts';

const ben = { id: 'b', name: 'Ben', numbers: ['+12025550101', '+1 (408) 555-1002'] };
const cleo = { id: 'c', name: 'Cleo', numbers: ['Cleo@Example.com', '+14085551002'] };
const contacts = [ben, cleo, { id: 'd', name: 'Dora', numbers: [] }];

describe('the contact of a number', () => {
  it('is the first who has it, however it is written', () => {
    expect(contactOf('+12025550101', contacts)).toBe(ben);
    expect(contactOf('+14085551002', contacts)).toBe(ben);
    expect(contactOf('cleo@example.com', contacts)).toBe(cleo);
  });

  it('is nobody for a number that only looks alike, and for none at all', () => {
    for (const number of ['+1202555010', '14085551002', 'cleo@example.org', '', 'anonymous', '+']) {
      expect(contactOf(number, contacts)).toBeUndefined();
    }
  });

  it('names the party, whose number it is otherwise', () => {
    expect(partyWords('+14085551002', contacts)).toBe('Ben');
    expect(partyWords('+14085551003', contacts)).toBe('+1 408 555 1003');
  });
});
