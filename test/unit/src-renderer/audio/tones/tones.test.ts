import { describe, expect, test } from 'vitest';
import { ringTones } from '../../../../../src-bridge/settings.ts';
import { rms } from '../../../../../src-renderer/audio/level.ts';
import { renderDigitTone } from '../../../../../src-renderer/audio/tones/digit-tones.ts';
import { renderProgressTone } from '../../../../../src-renderer/audio/tones/progress-tones.ts';
import { renderRingTone, renderTestSound } from '../../../../../src-renderer/audio/tones/ring-tones.ts';

function peak(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/** How strong `frequency` is in `samples`, as an amplitude. */
function strength(samples: Float32Array, frequency: number): number {
  let re = 0;
  let im = 0;
  samples.forEach((sample, index) => {
    const phase = (2 * Math.PI * frequency * index) / 48_000;
    re += sample * Math.cos(phase);
    im += sample * Math.sin(phase);
  });
  return (2 * Math.hypot(re, im)) / samples.length;
}

describe.each(ringTones)('the ring tone %s', (tone) => {
  const samples = renderRingTone(tone);

  test('peaks at 0.8 and is never silence as a whole', () => {
    expect(peak(samples)).toBeCloseTo(0.8, 3);
    expect(rms(samples)).toBeGreaterThan(0.02);
  });

  test('begins and ends softly, so that it can be repeated', () => {
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.01);
    expect(peak(samples.subarray(-480))).toBeLessThan(0.05);
  });

  test('leaves a pause to think in', () => {
    expect(peak(samples.subarray(-14_400))).toBeLessThan(0.12);
  });
});

test('no two ring tones sound alike', () => {
  const lengths = ringTones.map((tone) => renderRingTone(tone).length);
  expect(new Set(lengths).size).toBe(ringTones.length);
});

test('the test sound is a sound', () => {
  expect(peak(renderTestSound())).toBeCloseTo(0.8, 3);
});

test('ring-back is 440 and 480 Hz, two seconds on and four off', () => {
  const samples = renderProgressTone('ringback');
  expect(samples).toHaveLength(6 * 48_000);
  const on = samples.subarray(0, 2 * 48_000);
  expect(strength(on, 440)).toBeCloseTo(0.08, 2);
  expect(strength(on, 480)).toBeCloseTo(0.08, 2);
  expect(strength(on, 620)).toBeLessThan(0.005);
  expect(peak(samples.subarray(2 * 48_000))).toBe(0);
});

test('busy is 480 and 620 Hz, half a second on and half off', () => {
  const samples = renderProgressTone('busy');
  expect(samples).toHaveLength(48_000);
  expect(strength(samples.subarray(0, 24_000), 620)).toBeCloseTo(0.08, 2);
  expect(peak(samples.subarray(24_000))).toBe(0);
});

test('the tone of an end has three beeps within a second', () => {
  const firstSecond = renderProgressTone('ended').subarray(0, 48_000);
  const isLoud = Array.from(
    { length: 100 },
    (_, index) => rms(firstSecond.subarray(index * 480, index * 480 + 480)) > 0.02,
  );
  const beginnings = isLoud.filter((loud, index) => loud && isLoud[index - 1] !== true);
  expect(beginnings).toHaveLength(3);
});

test.each([
  ['1', 697, 1209],
  ['5', 770, 1336],
  ['0', 941, 1336],
  ['#', 941, 1477],
  ['D', 941, 1633],
])('the key %s sounds %i and %i Hz', (digit, low, high) => {
  const samples = renderDigitTone(digit);
  expect(strength(samples, low)).toBeCloseTo(0.06, 2);
  expect(strength(samples, high)).toBeCloseTo(0.06, 2);
  expect(strength(samples, 1000)).toBeLessThan(0.01);
});

test('what is no key has no tone', () => {
  for (const text of ['', 'E', '12']) expect(() => renderDigitTone(text)).toThrow(RangeError);
});
