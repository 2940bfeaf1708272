import { describe, expect, it } from 'vitest';
import { makeALawTable } from '../../../../src-server/services/g711-table.ts';

/** The sample of a mu-law byte, written out after ITU-T G.711, table 2: 14 bits, here times 4. */
function muLaw(byte: number): number {
  const code = 255 - byte;
  const magnitude = (33 + 2 * (code % 16)) * 2 ** ((code >> 4) % 8) - 33;
  return 4 * (code >= 128 ? -magnitude : magnitude);
}

/** The sample of an A-law byte, written out after table 1: 13 bits, here times 8. */
function aLaw(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code >> 4) % 8;
  const step = code % 16;
  const magnitude = segment === 0 ? step + 0.5 : (step + 16.5) * 2 ** (segment - 1);
  return 8 * 2 * (code >= 128 ? magnitude : -magnitude);
}

describe('the table from mu-law to A-law', () => {
  it('gives a byte that sounds as the mu-law one does, to within one step of the coarser law', () => {
    const table = makeALawTable();
    expect(table).toHaveLength(256);
    for (let byte = 0; byte < 256; byte++) {
      const wanted = muLaw(byte);
      const step = Math.max(16, Math.abs(wanted) / 16);
      expect([byte, Math.abs(aLaw(table[byte] ?? 0) - wanted) <= step]).toEqual([byte, true]);
    }
  });

  it('keeps the sign', () => {
    const table = makeALawTable();
    for (let byte = 0; byte < 127; byte++) {
      expect(aLaw(table[byte] ?? 0)).toBeLessThan(0);
      expect(aLaw(table[byte + 128] ?? 0)).toBeGreaterThan(0);
    }
  });
});
