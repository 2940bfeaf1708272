import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDecimator, createInterpolator } from '../../../../../src-renderer/audio/codecs/resampler.ts';
import { rms } from '../../../../../src-renderer/audio/level.ts';

const factor = 6;

function sine(frequency: number, sampleRate: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin((2 * Math.PI * frequency * index) / sampleRate));
}

/** Gain in decibels that a sine gets, once the filter is filled. */
function gain(output: Float32Array): number {
  return 20 * Math.log10(rms(output.subarray(output.length >> 1)) / Math.SQRT1_2);
}

describe('from 48 to 8 kHz', () => {
  test.each([200, 1000, 2000, 3000])('%i Hz passes unchanged', (frequency) => {
    expect(Math.abs(gain(createDecimator(factor)(sine(frequency, 48_000, 9600))))).toBeLessThan(0.5);
  });

  test.each([5000, 7000, 9000, 15_000, 23_000])('%i Hz, which would fold over speech, is held back', (frequency) => {
    expect(gain(createDecimator(factor)(sine(frequency, 48_000, 9600)))).toBeLessThan(-45);
  });

  test('there is one sample out for six in', () => {
    expect(createDecimator(factor)(new Float32Array(960))).toHaveLength(160);
  });
});

describe('from 8 to 48 kHz', () => {
  test.each([200, 1000, 3000])('%i Hz passes unchanged and leaves no image', (frequency) => {
    const output = createInterpolator(factor)(sine(frequency, 8000, 1600));
    const settled = output.subarray(4800);
    const wanted = sine(frequency, 48_000, settled.length);
    const other = wanted.map((_, index) => Math.cos((2 * Math.PI * frequency * index) / 48_000));
    const project = (wave: Float32Array): number =>
      (2 * settled.reduce((sum, sample, index) => sum + sample * (wave[index] ?? 0), 0)) / settled.length;
    const [a, b] = [project(wanted), project(other)];
    const rest = settled.map((sample, index) => sample - a * (wanted[index] ?? 0) - b * (other[index] ?? 0));
    expect(Math.hypot(a, b)).toBeCloseTo(1, 1);
    expect(20 * Math.log10(rms(rest))).toBeLessThan(-40);
  });
});

test('a stream comes out alike however it is cut into blocks', () => {
  const stream = sine(700, 48_000, 2880);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 479 }), (cut) => {
      const whole = createDecimator(factor)(stream);
      const decimate = createDecimator(factor);
      const parts = [...decimate(stream.subarray(0, cut * factor)), ...decimate(stream.subarray(cut * factor))];
      expect(parts).toEqual([...whole]);
    }),
  );
});

test('a steady voltage keeps its height both ways', () => {
  const steady = new Float32Array(960).fill(0.5);
  expect(createDecimator(factor)(steady).at(-1)).toBeCloseTo(0.5, 3);
  expect(createInterpolator(factor)(steady).at(-1)).toBeCloseTo(0.5, 2);
});
