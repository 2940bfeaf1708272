import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  destinationIn,
  destinationOf,
  eraseDigit,
  formatBox,
  insertDigit,
  settleTyped,
} from '../../../../src-renderer/phone/dial-text.ts';

const digitsOf = (text: string): string => text.replace(/[^+\d]/g, '');

describe('typing into the dial box', () => {
  it('formats the number and keeps the caret behind the same digit', () => {
    expect(formatBox({ text: '4085551', caret: 7 }, 'US')).toEqual({ text: '(408) 555-1', caret: 11 });
    expect(formatBox({ text: '(4908) 555-1', caret: 3 }, 'US')).toMatchObject({ text: '(490) 855-51', caret: 3 });
  });

  it('leaves names, addresses and codes as they are typed', () => {
    for (const text of ['ann@example.com', 'Ann', '*21#']) {
      expect(formatBox({ text, caret: 2 }, 'US')).toEqual({ text, caret: 2 });
    }
  });

  it('never loses, adds or reorders a digit, wherever it is put', () => {
    const number = fc.tuple(fc.constantFrom('', '+'), fc.stringMatching(/^\d{0,15}$/)).map((parts) => parts.join(''));
    fc.assert(
      fc.property(number, fc.nat(18), fc.constantFrom('US', 'DE', undefined), (typed, position, home) => {
        const box = formatBox({ text: typed, caret: Math.min(position, typed.length) }, home);
        expect(digitsOf(box.text)).toBe(typed);
        const after = insertDigit(box, '7', home);
        const at = digitsOf(box.text.slice(0, box.caret)).length;
        expect(digitsOf(after.text)).toBe(`${typed.slice(0, at)}7${typed.slice(at)}`);
        expect(digitsOf(after.text.slice(0, after.caret))).toBe(`${typed.slice(0, at)}7`);
        expect(digitsOf(eraseDigit(after, home).text)).toBe(typed);
      }),
    );
  });

  it('erases the digit before the caret, past the marks of the format', () => {
    expect(eraseDigit({ text: '(408) 555-1', caret: 6 }, 'US')).toEqual({ text: '(405) 551', caret: 3 });
    expect(eraseDigit({ text: 'ann@', caret: 4 }, 'US')).toEqual({ text: 'ann', caret: 3 });
    expect(eraseDigit({ text: '', caret: 0 }, 'US')).toEqual({ text: '', caret: 0 });
  });

  it('lets a mark of the format be taken away, and formats again with the next digit', () => {
    const before = { text: '(408) 555-1', caret: 10 };
    const without = { text: '(408) 5551', caret: 9 };
    expect(settleTyped(before, without, 'US')).toEqual(without);
    expect(settleTyped(without, { text: '(408) 55512', caret: 11 }, 'US')).toEqual({ text: '(408) 555-12', caret: 12 });
  });
});

describe('pasting into the dial box', () => {
  it.each([
    ['tel:+1-202-555-0100', '+1 202 555 0100'],
    ['tel:+12025550100;ext=5', '+1 202 555 0100'],
    ['Ring me at (408) 555-1002 after six', '+1 408 555 1002'],
    ['+44 (0)20 7946 0123', '+44 20 7946 0123'],
    ['sip:ann@example.com;transport=tls', 'ann@example.com'],
    ['Ann <ann@example.com>', 'ann@example.com'],
    ['ripp:ann%40example.com', 'ann@example.com'],
    ['  Ann \n Other ', 'Ann Other'],
    ['%E0%A4%A', '%E0%A4%A'],
  ])('finds the destination in %j', (pasted, found) => {
    expect(destinationIn(pasted, 'US')).toBe(found);
  });
});

describe('the destination that is called', () => {
  it.each([
    ['(408) 555-1002', '+14085551002'],
    ['+1 202 555 0100', '+12025550100'],
    [' ann@example.com ', 'ann@example.com'],
    ['+49 30 901820', '+4930901820'],
    ['911', '911'],
  ])('of %j is %j', (text, destination) => {
    expect(destinationOf(text, 'US')).toBe(destination);
  });

  it('keeps the digits when the country is not known', () => {
    expect(destinationOf('408 555 1002', undefined)).toBe('4085551002');
    expect(destinationOf('   ', undefined)).toBe('');
  });
});
