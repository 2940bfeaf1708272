import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDestination } from '../../../src-protocol/destination.ts';

describe('a destination', () => {
  it.each(['+14085550100', '+12', '+123456789012345'])('is a number: %s', (number) => {
    expect(readDestination(number)).toEqual({ kind: 'number', number });
  });

  it.each([
    ['+14085550100@example.com', '+14085550100', 'example.com'],
    ['anna.b+calls@Example.COM', 'anna.b+calls', 'example.com'],
    ["o'neil@a-b.example", "o'neil", 'a-b.example'],
    ['anna@localhost', 'anna', 'localhost'],
    [`anna@${'d.'.repeat(123)}com`, 'anna', `${'d.'.repeat(123)}com`],
    [`${'u'.repeat(64)}@example.com`, 'u'.repeat(64), 'example.com'],
  ])('is an address: %s', (text, user, domain) => {
    expect(readDestination(text)).toEqual({ kind: 'address', user, domain });
  });

  it.each([
    '',
    '+',
    '+1',
    '+0123',
    '+1234567890123456',
    '14085550100',
    '+1 408 555 0100',
    '+1408555010O',
    '+14085550100\n',
    'anna',
    '@example.com',
    'anna@',
    'anna@example..com',
    'anna@-example.com',
    'anna@example-.com',
    'anna@example.com.',
    'anna@example.com:443',
    'anna@exa mple.com',
    '.anna@example.com',
    'anna.@example.com',
    'an..na@example.com',
    'anna@b@example.com',
    'anna b@example.com',
    '"anna"@example.com',
    'sip:anna@example.com',
    `${'u'.repeat(65)}@example.com`,
    `anna@${'d'.repeat(64)}.com`,
    `anna@${'d.'.repeat(123)}comm`,
  ])('is none: %j', (text) => {
    expect(readDestination(text)).toBeUndefined();
  });

  it('is read from any text without a throw, and an address is read again as itself', () => {
    const almost = fc.string({ unit: fc.constantFrom(...Array.from('+19a.-@_ é')), maxLength: 30 });
    fc.assert(
      fc.property(fc.oneof(almost, fc.emailAddress(), fc.string()), (text) => {
        const destination = readDestination(text);
        if (destination === undefined) return;
        const again = destination.kind === 'number' ? destination.number : `${destination.user}@${destination.domain}`;
        expect(again.toLowerCase()).toBe(text.toLowerCase());
        expect(readDestination(again)).toEqual(destination);
      }),
    );
  });

  it('is judged in time that grows with the text alone', () => {
    expect(readDestination(`${'a'.repeat(63)}@${'a-'.repeat(90)}!`)).toBeUndefined();
    expect(readDestination(`${'a.'.repeat(1e6)}@example.com`)).toBeUndefined();
  });
});
