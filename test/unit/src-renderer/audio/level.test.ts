import fc from 'fast-check';
import { expect, test } from 'vitest';
import { activityLevel, loudnessOf, meterLevel, rms } from '../../../../src-renderer/audio/level.ts';

test('the RMS of a full-scale sine is 3 dB below 1', () => {
  const sine = Float32Array.from({ length: 4800 }, (_, index) => Math.sin((2 * Math.PI * index) / 48));
  expect(rms(sine)).toBeCloseTo(Math.SQRT1_2, 3);
});

test('the RMS of no samples at all is silence', () => {
  expect(rms(new Float32Array(0))).toBe(0);
});

test('levels run from 0 for full scale to 127 for silence', () => {
  expect(activityLevel(1)).toBe(0);
  expect(activityLevel(0.1)).toBe(20);
  expect(activityLevel(0)).toBe(127);
  expect(activityLevel(Number.NaN)).toBe(127);
  expect(activityLevel(7)).toBe(0);
});

test('a loudness survives its level to within half a decibel', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), (loudness) => {
      const decibels = 20 * Math.log10(loudnessOf(activityLevel(loudness)) / loudness);
      expect(Math.abs(decibels)).toBeLessThanOrEqual(0.51);
    }),
  );
});

test('level 127 has no loudness', () => {
  expect(loudnessOf(127)).toBe(0);
});

test('a meter stays between 0 and 1 and rises with the loudness', () => {
  const loudness = fc.double({ min: 0, max: 2, noNaN: true });
  fc.assert(
    fc.property(loudness, loudness, (one, other) => {
      const [quieter, louder] = one < other ? [one, other] : [other, one];
      expect(meterLevel(quieter)).toBeLessThanOrEqual(meterLevel(louder));
      expect(meterLevel(louder)).toBeGreaterThanOrEqual(0);
      expect(meterLevel(louder)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a meter shows half at -30 dB', () => {
  expect(meterLevel(10 ** (-30 / 20))).toBeCloseTo(0.5);
});
