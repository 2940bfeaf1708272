import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAlaw, createMulaw } from '../../../../../src-renderer/audio/codecs/g711.ts';

const sample = fc.double({ min: -1, max: 1, noNaN: true });

describe.each([
  { name: 'mu law', law: createMulaw(), smallestStep: 8 / 32_768 },
  { name: 'A law', law: createAlaw(), smallestStep: 16 / 32_768 },
])('$name', ({ law, smallestStep }) => {
  test('every byte comes back as itself, but for the two zeros', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const again = law.compress(law.expand(bytes));
    const values = law.expand(bytes);
    expect([...law.expand(again)]).toEqual([...values].map((value) => value + 0));
  });

  test('a sample comes back within a sixteenth of itself or the smallest step', () => {
    fc.assert(
      fc.property(sample, (value) => {
        const [back = Number.NaN] = law.expand(law.compress(Float32Array.of(value)));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(smallestStep, Math.abs(value) / 16));
      }),
    );
  });

  test('louder samples never come back softer', () => {
    fc.assert(
      fc.property(sample, sample, (one, other) => {
        const [low = 0, high = 0] = law.expand(
          law.compress(Float32Array.of(Math.min(one, other), Math.max(one, other))),
        );
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });

  test('samples beyond full scale are clipped, not wrapped', () => {
    const [high = 0, low = 0] = law.expand(law.compress(Float32Array.of(3, -3)));
    expect(high).toBeGreaterThan(0.95);
    expect(low).toBeLessThan(-0.95);
  });
});

test('the mu law writes the bytes of the recommendation', () => {
  const bytes = createMulaw().compress(Float32Array.of(0, 1, -1, 1000 / 32_768, -1000 / 32_768));
  expect([...bytes]).toEqual([0xff, 0x80, 0x00, 0xce, 0x4e]);
});

test('the A law writes the bytes of the recommendation', () => {
  const bytes = createAlaw().compress(Float32Array.of(0, 1, -1, 1000 / 32_768, -1000 / 32_768));
  expect([...bytes]).toEqual([0xd5, 0xaa, 0x2a, 0xfa, 0x7a]);
});

test('both laws agree with the samples of the recommendation', () => {
  expect([...createMulaw().expand(Uint8Array.of(0x00, 0x80, 0xff, 0x7f))].map((value) => value * 32_768)).toEqual([
    -32_124, 32_124, 0, -0,
  ]);
  expect([...createAlaw().expand(Uint8Array.of(0x2a, 0xaa, 0xd5, 0x55))].map((value) => value * 32_768)).toEqual([
    -32_256, 32_256, 8, -8,
  ]);
});
