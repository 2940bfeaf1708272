import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentNumbers } from '../../../../../src-renderer/audio/playout/recent-numbers.ts';

test('a number is new once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 })), (numbers) => {
      const recent = new RecentNumbers();
      const isNew = numbers.map((number) => recent.isNew(number));
      expect(isNew).toEqual(numbers.map((number, index) => numbers.indexOf(number) === index));
    }),
  );
});

test('what is long past is forgotten, so that a long call stays small', () => {
  const recent = new RecentNumbers();
  for (let number = 0; number < 2000; number++) recent.isNew(number);
  expect(recent.isNew(1999)).toBe(false);
  expect(recent.isNew(0)).toBe(true);
});
