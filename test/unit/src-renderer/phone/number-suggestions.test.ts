import { describe, expect, it } from 'vitest';
import { suggestionAfter, suggestNumbers } from '../../../../src-renderer/phone/number-suggestions.ts';
import { manyContacts, sampleContacts } from '../../../support/sample-contacts.ts';

const suggested = (typed: string): readonly string[] =>
  suggestNumbers(typed, sampleContacts).map(({ name, number }) => `${name} ${number}`);

describe('the numbers that are suggested for a name', () => {
  it('are all of the people who are called so, first those whose name begins so', () => {
    expect(suggested('ada')).toEqual(['Ada Byron +14085551002', 'Ada Byron +442079460123']);
    expect(suggested('MUL')).toEqual(['Ben Müller +12025550101']);
    expect(suggested('e')).toEqual([
      'Eve +12025550105',
      'Ben Müller +12025550101',
      'Cleo cleo@example.com',
      'Finn at the front desk +12025550106',
    ]);
    expect(suggested('b')).toEqual(['Ben Müller +12025550101', 'Ada Byron +14085551002', 'Ada Byron +442079460123']);
  });

  it('are six at most, and none while a number is typed', () => {
    expect(suggestNumbers('person', manyContacts(1000))).toHaveLength(6);
    for (const typed of ['', ' ', '+1', '202 555', '*21#', 'nobody', '(', '[a']) expect(suggested(typed)).toEqual([]);
  });
});

describe('the arrow keys', () => {
  it('go round over the suggestions and the text itself', () => {
    expect([-1, 0, 1].map((active) => suggestionAfter('ArrowDown', active, 2))).toEqual([0, 1, -1]);
    expect([-1, 0, 1].map((active) => suggestionAfter('ArrowUp', active, 2))).toEqual([1, -1, 0]);
  });

  it('go nowhere without suggestions, as other keys do', () => {
    expect(suggestionAfter('ArrowDown', -1, 0)).toBeUndefined();
    expect(suggestionAfter('Enter', 0, 2)).toBeUndefined();
  });
});
