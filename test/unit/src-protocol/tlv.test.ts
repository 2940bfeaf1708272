import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTlv, findTlv, readTlvs, tlvsLength, writeTlvs } from '../../../src-protocol/tlv.ts';
import { fromHex, toHex } from './arbitraries.ts';

const tlvs = fc.array(
  fc.record({ tag: fc.oneof(fc.nat(30), fc.maxSafeNat()), value: fc.uint8Array({ maxLength: 90 }) }),
);

describe('TLVs', () => {
  it('are tag, length and value', () => {
    expect(toHex(encodeTlv(3, fromHex('01')))).toBe('030101');
    expect(toHex(encodeTlv(64, fromHex('')))).toBe('404000');
  });

  it('are read as they were written, in their order', () => {
    fc.assert(
      fc.property(tlvs, (list) => {
        const bytes = new Uint8Array(tlvsLength(list));
        expect(writeTlvs(bytes, 0, list)).toBe(bytes.length);
        expect(readTlvs(bytes)).toEqual(list);
        expect(bytes).toEqual(Uint8Array.from(list.flatMap(({ tag, value }) => [...encodeTlv(tag, value)])));
      }),
    );
  });

  it('are undefined when the last one is cut', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.uint8Array({ maxLength: 90 }), fc.nat(), (tag, value, cut) => {
        const bytes = encodeTlv(tag, value);
        const length = 1 + (cut % (bytes.length - 1));
        expect(readTlvs(bytes.subarray(0, length))).toBeUndefined();
      }),
    );
  });

  it('are read from any bytes without a throw, within their bounds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const read = readTlvs(bytes) ?? [];
        const total = read.reduce((sum, tlv) => sum + tlv.value.length + 2, 0);
        expect(total).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  it('are found by their tag, the first of two', () => {
    const list = readTlvs(fromHex('050101050102'));
    expect(findTlv(list ?? [], 5)).toEqual(fromHex('01'));
    expect(findTlv(list ?? [], 6)).toBeUndefined();
  });
});
