import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberWindow, windowSize } from '../../../src-protocol/number-window.ts';

describe('a window of numbers', () => {
  it('keeps what was set for the newest 1024 numbers and nothing else', () => {
    const number = fc.oneof(
      fc.bigInt({ min: 0n, max: 3000n }),
      fc.bigInt({ min: 2n ** 64n - 3000n, max: 2n ** 64n - 1n }),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 60 }), (numbers) => {
        const window = new NumberWindow<number>();
        const all = new Map<bigint, number>();
        numbers.forEach((key, order) => {
          if (!window.isBelow(key)) all.set(key, order);
          window.set(key, order);
        });
        for (const [key, order] of all) expect(window.get(key)).toBe(window.isBelow(key) ? undefined : order);
        const highest = numbers.reduce<bigint | undefined>(
          (top, key) => (top === undefined || key > top ? key : top),
          undefined,
        );
        expect(window.highest).toBe(highest);
        const kept = [...all.keys()].filter((key) => !window.isBelow(key));
        expect(new Set(window.numbers)).toEqual(new Set(kept));
      }),
    );
  });

  it('lets a number below it take no place of a newer one', () => {
    const window = new NumberWindow<string>();
    window.set(5000n, 'new');
    window.set(5000n - windowSize, 'old');
    expect(window.get(5000n)).toBe('new');
    expect(window.get(5000n - windowSize)).toBeUndefined();
    expect(window.isBelow(5000n - windowSize)).toBe(true);
    expect(window.isBelow(5001n - windowSize)).toBe(false);
  });
});
