import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rms } from '../../../../../src-renderer/audio/level.ts';
import { hasten } from '../../../../../src-renderer/audio/playout/hasten.ts';
import { greatestStep, voice } from './voice.ts';

const ms = 48;
const pitch = fc.integer({ min: 90, max: 380 });
const rate = fc.double({ min: 1.25, max: 2.2, noNaN: true });

/** The pitch of a voice, Hz, by the shortest lag at which it looks most like itself. */
function pitchOf(samples: Float32Array): number {
  let best = { lag: 0, match: -Infinity };
  for (let lag = 110; lag <= 560; lag++) {
    let match = 0;
    for (let index = 0; index + lag < samples.length; index++)
      match += (samples[index] ?? 0) * (samples[index + lag] ?? 0);
    match /= samples.length - lag;
    if (match > best.match * 1.02) best = { lag, match };
  }
  return 48_000 / best.lag;
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
      expect(pitchOf(heard) / pitchOf(said)).toBeCloseTo(1, 1);
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
