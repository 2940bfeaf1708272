import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rms } from '../../../../../src-renderer/audio/level.ts';
import { Concealer } from '../../../../../src-renderer/audio/playout/concealer.ts';
import { greatestStep, voice } from './voice.ts';

const ms = 48;

function peak(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/** A concealer that has heard 60 ms of a voice at `pitch` Hz. */
function after(pitch: number): { concealer: Concealer; heard: Float32Array; next: Float32Array } {
  const spoken = voice(pitch, 120 * ms);
  const concealer = new Concealer();
  const heard = spoken.subarray(0, 60 * ms);
  concealer.remember(heard);
  return { concealer, heard, next: spoken.subarray(60 * ms) };
}

test('a voice goes on at its pitch', () => {
  fc.assert(
    fc.property(fc.integer({ min: 80, max: 350 }), (pitch) => {
      const { concealer, next } = after(pitch);
      const made = concealer.continue(10 * ms);
      const wanted = next.subarray(0, 10 * ms);
      const error = made.map((sample, index) => sample - (wanted[index] ?? 0));
      expect(rms(error)).toBeLessThan(0.35 * rms(wanted));
    }),
  );
});

test('nothing clicks, neither where the hole begins nor where a period is repeated', () => {
  fc.assert(
    fc.property(fc.integer({ min: 80, max: 350 }), fc.integer({ min: 0, max: 500 }), (pitch, cut) => {
      const spoken = voice(pitch, 80 * ms);
      const concealer = new Concealer();
      const heard = spoken.subarray(0, 70 * ms + cut);
      concealer.remember(heard);
      const made = concealer.continue(100 * ms);
      const whole = Float32Array.of(...heard.subarray(-10), ...made);
      expect(greatestStep(whole)).toBeLessThanOrEqual(greatestStep(spoken) * 1.5);
    }),
  );
});

test('it is silent after 80 ms, and falls all the way from 10 ms on', () => {
  const { concealer } = after(150);
  const loudness = Array.from({ length: 12 }, () => rms(concealer.continue(10 * ms)));
  for (let index = 2; index < 8; index++) expect(loudness[index]).toBeLessThan((loudness[index - 1] ?? 0) * 1.02);
  expect(loudness.slice(8)).toEqual([0, 0, 0, 0]);
});

test('it comes out alike however it is asked for', () => {
  const whole = after(120).concealer.continue(30 * ms);
  const { concealer } = after(120);
  const parts = Array.from({ length: 30 }, () => concealer.continue(ms)).flatMap((part) => [...part]);
  expect(parts).toEqual([...whole]);
});

test('a peek does not move on', () => {
  const { concealer } = after(120);
  concealer.continue(5 * ms);
  const seen = concealer.peek(5 * ms);
  expect([...concealer.continue(5 * ms)]).toEqual([...seen]);
});

test('after silence there is silence', () => {
  const concealer = new Concealer();
  expect(rms(concealer.continue(20 * ms))).toBe(0);
});

test('no input makes it louder than what was heard, or not a number', () => {
  const samples = fc.float32Array({ min: -1, max: 1, noNaN: true, minLength: 1, maxLength: 4000 });
  fc.assert(
    fc.property(samples, (heard) => {
      const concealer = new Concealer();
      concealer.remember(heard);
      expect(peak(concealer.continue(90 * ms))).toBeLessThanOrEqual(3 * peak(heard));
    }),
    { numRuns: 30 },
  );
});
