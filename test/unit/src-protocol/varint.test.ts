import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../../src-protocol/protocol-error.ts';
import { encodeVarint, readVarint, varintLength, writeVarint } from '../../../src-protocol/varint.ts';
import { fromHex, toHex } from './arbitraries.ts';

const value = fc.oneof(fc.nat(100), fc.nat(20_000), fc.nat(), fc.maxSafeNat());

describe('a varint', () => {
  it.each([
    ['c2197c5eff14e88c', 151_288_809_941_952_652n, undefined],
    ['9d7f3e7d', 494_878_333n, 494_878_333],
    ['7bbd', 15_293n, 15_293],
    ['25', 37n, 37],
    ['4025', 37n, 37],
  ])('reads the example %s of RFC 9000 as far as a number holds it', (hex, _exact, expected) => {
    const bytes = fromHex(hex);
    expect(readVarint(bytes, 0)).toEqual(expected === undefined ? undefined : { value: expected, next: bytes.length });
  });

  it.each([
    [0, '00'],
    [63, '3f'],
    [64, '4040'],
    [16_383, '7fff'],
    [16_384, '80004000'],
    [2 ** 30 - 1, 'bfffffff'],
    [2 ** 30, 'c000000040000000'],
    [Number.MAX_SAFE_INTEGER, 'c01fffffffffffff'],
  ])('writes %d in its shortest form', (number, hex) => {
    expect(toHex(encodeVarint(number))).toBe(hex);
  });

  it('is read as it was written, wherever it stands', () => {
    fc.assert(
      fc.property(value, fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 }), (number, before, after) => {
        const bytes = Uint8Array.of(...before, ...encodeVarint(number), ...after);
        const next = before.length + varintLength(number);
        expect(readVarint(bytes, before.length)).toEqual({ value: number, next });
      }),
    );
  });

  it('is written in place as it is encoded alone', () => {
    fc.assert(
      fc.property(value, fc.nat(8), (number, offset) => {
        const target = new Uint8Array(offset + 8).fill(0xff);
        const end = writeVarint(target, offset, number);
        expect(target.subarray(offset, end)).toEqual(encodeVarint(number));
        expect([...target.subarray(0, offset), ...target.subarray(end)].every((byte) => byte === 0xff)).toBe(true);
      }),
    );
  });

  it('is undefined while any of its bytes is missing', () => {
    fc.assert(
      fc.property(value, (number) => {
        const bytes = encodeVarint(number);
        for (let length = 0; length < bytes.length; length++)
          expect(readVarint(bytes.subarray(0, length), 0)).toBeUndefined();
      }),
    );
  });

  it('reads any bytes without a throw and never past their end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(14), (bytes, offset) => {
        const read = readVarint(bytes, offset);
        if (read === undefined) return;
        expect(Number.isSafeInteger(read.value)).toBe(true);
        expect(read.next).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN, Infinity])('refuses to encode %d', (number) => {
    expect(() => encodeVarint(number)).toThrow(ProtocolError);
  });
});
