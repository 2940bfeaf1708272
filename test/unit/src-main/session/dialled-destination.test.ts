import { expect, test } from 'vitest';
import { readDialled } from '../../../../src-main/session/dialled-destination.ts';

test.each([
  ['+1 408 555 0111', '+14085550111'],
  ['(408) 555-0111', '+14085550111'],
  ['  408.555.0111 ', '+14085550111'],
  ['tel:+14085550111', '+14085550111'],
  ['callto:408-555-0111', '+14085550111'],
  ['+49 30 901820', '+4930901820'],
  ['bob@Example.COM', 'bob@example.com'],
  ['sip:bob@example.com', 'bob@example.com'],
  ['mailto:Bob.Smith@example.com', 'Bob.Smith@example.com'],
  ['+14085550111@example.com', '+14085550111@example.com'],
])('%s is %s on a line of the United States', (text, destination) => {
  expect(readDialled(text, '+14085550110')).toBe(destination);
});

test('a number without country is one of the country of the line', () => {
  expect(readDialled('030 901820', '+49301234567')).toBe('+4930901820');
});

test('a number without country is none where the line has none', () => {
  expect(readDialled('408 555 0111', undefined)).toBeUndefined();
  expect(readDialled('+1 408 555 0111', undefined)).toBe('+14085550111');
});

test.each(['', 'hello', '12', '+', '+999', '@', 'bob@', '@example.com', 'a b@example.com', 'x'.repeat(254)])(
  '"%s" is no destination',
  (text) => {
    expect(readDialled(text, '+14085550110')).toBeUndefined();
  },
);
