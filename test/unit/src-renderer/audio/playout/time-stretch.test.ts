import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rms } from '../../../../../src-renderer/audio/level.ts';
import { compress, expand } from '../../../../../src-renderer/audio/playout/time-stretch.ts';
import { greatestStep, voice } from './voice.ts';

const ms = 48;
const pitch = fc.integer({ min: 90, max: 380 });
const calm = { atMost: 12 * ms, isUrgent: false };

describe.each([
  { name: 'compress', stretch: compress, sign: -1 },
  { name: 'expand', stretch: expand, sign: 1 },
])('$name', ({ stretch, sign }) => {
  test('moves a voice by whole periods, up to what was asked for', () => {
    fc.assert(
      fc.property(pitch, (hertz) => {
        const frame = voice(hertz, 20 * ms);
        const change = (stretch(frame, calm).length - frame.length) * sign;
        const periods = change / (48_000 / hertz);
        expect(change).toBeGreaterThan(0);
        expect(change).toBeLessThanOrEqual(calm.atMost);
        expect(Math.abs(periods - Math.round(periods))).toBeLessThan(0.05);
      }),
    );
  });

  test('begins and ends as before, and does not click', () => {
    fc.assert(
      fc.property(pitch, (hertz) => {
        const frame = voice(hertz, 20 * ms);
        const stretched = stretch(frame, calm);
        expect(stretched[0]).toBeCloseTo(frame[0] ?? Number.NaN, 1);
        expect([...stretched.subarray(-3 * ms)]).toEqual([...frame.subarray(-3 * ms)]);
        expect(greatestStep(stretched)).toBeLessThanOrEqual(greatestStep(frame) * 1.15);
      }),
    );
  });

  test('keeps the loudness of a voice', () => {
    fc.assert(
      fc.property(pitch, (hertz) => {
        const frame = voice(hertz, 40 * ms);
        expect(rms(stretch(frame, calm)) / rms(frame)).toBeCloseTo(1, 0);
      }),
    );
  });

  test('moves silence by exactly what was asked for', () => {
    expect(stretch(new Float32Array(20 * ms), { atMost: 137, isUrgent: false })).toHaveLength(20 * ms + sign * 137);
  });

  test('leaves hiss alone, unless it is urgent', () => {
    let seed = 7;
    const hiss = Float32Array.from({ length: 20 * ms }, () => {
      seed = (seed * 48_271) % 0x7fffffff;
      return (seed / 0x7fffffff - 0.5) * 0.4;
    });
    expect(stretch(hiss, calm)).toBe(hiss);
    expect(stretch(hiss, { ...calm, isUrgent: true }).length).not.toBe(hiss.length);
  });

  test('leaves a voice alone whose period is longer than what was asked for', () => {
    const frame = voice(100, 20 * ms);
    expect(stretch(frame, { atMost: 2 * ms, isUrgent: false })).toBe(frame);
  });
});
