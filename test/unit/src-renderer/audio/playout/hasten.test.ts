import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rms } from '../../../../../src-renderer/audio/level.ts';
import { hasten } from '../../../../../src-renderer/audio/playout/hasten.ts';
import { greatestStep, voice } from './voice.ts';

const ms = 48;
const pitch = fc.integer({ min: 90, max: 380 });
const rate = fc.double({ min: 1.25, max: 2.2, noNaN: true });

/** How much `samples` look like themselves a period of `hertz` later: 1 for a voice of that pitch. */
function holdsPitch(samples: Float32Array, hertz: number): number {
  const period = Math.round(48_000 / hertz);
  const length = samples.length - period;
  let product = 0;
  for (let index = 0; index < length; index++) product += (samples[index] ?? 0) * (samples[index + period] ?? 0);
  return product / length / (rms(samples.subarray(0, length)) * rms(samples.subarray(period)));
}

test('a voice becomes nearly as much shorter as was asked for', () => {
  fc.assert(
    fc.property(pitch, rate, (hertz, faster) => {
      const said = voice(hertz, 240 * ms);
      const heard = hasten(said, faster, Infinity);
      const longestPeriod = 16 * ms;
      expect(heard.length).toBeGreaterThanOrEqual(said.length / faster - longestPeriod - ms);
      expect(said.length / heard.length).toBeGreaterThan(1 + (faster - 1) * 0.6);
    }),
  );
});

test('its pitch, its loudness and its smoothness stay', () => {
  fc.assert(
    fc.property(pitch, rate, (hertz, faster) => {
      const said = voice(hertz, 240 * ms);
      const heard = hasten(said, faster, Infinity);
      expect(holdsPitch(heard, hertz)).toBeGreaterThan(0.9);
      expect(rms(heard) / rms(said)).toBeCloseTo(1, 0);
      expect(greatestStep(heard)).toBeLessThanOrEqual(greatestStep(said) * 1.15);
    }),
    { numRuns: 30 },
  );
});

test('it begins and ends as before, and is never shortened by more than allowed', () => {
  fc.assert(
    fc.property(pitch, rate, fc.integer({ min: 0, max: 100 * ms }), (hertz, faster, atMost) => {
      const said = voice(hertz, 240 * ms);
      const heard = hasten(said, faster, atMost);
      expect(said.length - heard.length).toBeLessThanOrEqual(atMost);
      expect(heard[0]).toBeCloseTo(said[0] ?? Number.NaN, 1);
      expect(heard.at(-1)).toBe(said.at(-1));
    }),
  );
});

test('what is too short to be cut stays as it is', () => {
  const said = voice(120, 8 * ms);
  expect([...hasten(said, 2, Infinity)]).toEqual([...said]);
});
