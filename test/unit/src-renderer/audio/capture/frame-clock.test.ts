import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameClock } from '../../../../../src-renderer/audio/capture/frame-clock.ts';

const frame = 960;

test('frames that are delivered unevenly get even time stamps', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 50, maxLength: 50 }), (latenessMs) => {
      const clock = new FrameClock();
      const stamps = latenessMs.map((late, index) => clock.wallClockOf(index * frame, 1_000_000 + index * 20 + late));
      for (let index = 1; index < stamps.length; index++) {
        expect(Math.abs((stamps[index] ?? 0) - (stamps[index - 1] ?? 0) - 20)).toBeLessThan(0.2);
      }
    }),
  );
});

test('a sound device that runs fast is followed', () => {
  const clock = new FrameClock();
  let error = 0;
  for (let index = 0; index < 10_000; index++) {
    const wallMs = index * 20 * 0.9995;
    error = clock.wallClockOf(index * frame, wallMs) - wallMs;
  }
  expect(Math.abs(error)).toBeLessThan(5);
});

test('after sleep the wall clock is believed at once', () => {
  const clock = new FrameClock();
  clock.wallClockOf(0, 1000);
  expect(clock.wallClockOf(frame, 61_000)).toBe(61_000);
});
