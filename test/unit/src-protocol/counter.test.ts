import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCounter, expandCounter, isWithinReach } from '../../../src-protocol/counter.ts';
import { counterValue, fromHex, toHex } from './arbitraries.ts';
import vectors from './vectors/chunks.json' with { type: 'json' };

const width = fc.integer({ min: 1, max: 7 });
const end = 2n ** 64n;

function distance(a: bigint, b: bigint): bigint {
  return a < b ? b - a : a - b;
}

describe('a counter', () => {
  it.each(vectors.counters)('expands as the vector says: $name', ({ bytes, highest, value }) => {
    const expanded = expandCounter(fromHex(bytes), highest === null ? undefined : BigInt(highest));
    expect(expanded).toBe(value === null ? undefined : BigInt(value));
  });

  it('is its own low bytes, big endian', () => {
    expect(toHex(encodeCounter(0x0102_0304_0506_0708n, 8))).toBe('0102030405060708');
    expect(toHex(encodeCounter(0x0102_0304_0506_0708n, 3))).toBe('060708');
  });

  it('that is whole is read as it was written, whatever was received', () => {
    fc.assert(
      fc.property(counterValue, fc.option(counterValue, { nil: undefined }), (value, highest) => {
        expect(expandCounter(encodeCounter(value, 8), highest)).toBe(value);
      }),
    );
  });

  it('that is truncated expands to itself while it is within reach of the highest', () => {
    fc.assert(
      fc.property(counterValue, width, fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }), (highest, bytes, step) => {
        const half = 2n ** BigInt(8 * bytes - 1);
        const value = highest + (step % half);
        fc.pre(value >= 0n && value < end);
        expect(isWithinReach(value, highest, bytes)).toBe(true);
        expect(expandCounter(encodeCounter(value, bytes), highest)).toBe(value);
      }),
    );
  });

  it('that is truncated expands to a value with the same low bytes that no other is nearer than', () => {
    fc.assert(
      fc.property(counterValue, fc.uint8Array({ minLength: 1, maxLength: 7 }), (highest, low) => {
        const span = 2n ** BigInt(8 * low.length);
        const value = expandCounter(low, highest) ?? -1n;
        expect(encodeCounter(value, low.length)).toEqual(low);
        for (const other of [value - span, value + span])
          if (other >= 0n && other < end) expect(distance(value, highest) <= distance(other, highest)).toBe(true);
      }),
    );
  });

  it('is out of reach where its truncation would stand for another value', () => {
    fc.assert(
      fc.property(counterValue, counterValue, width, (value, highest, bytes) => {
        const isExpanded = expandCounter(encodeCounter(value, bytes), highest) === value;
        if (isWithinReach(value, highest, bytes)) expect(isExpanded).toBe(true);
      }),
    );
    expect(isWithinReach(32_768n, 0n, 2)).toBe(false);
    expect(isWithinReach(0n, 32_768n, 2)).toBe(false);
    expect(isWithinReach(32_767n, 0n, 2)).toBe(true);
  });
});
