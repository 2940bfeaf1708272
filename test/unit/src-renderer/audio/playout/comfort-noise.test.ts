import { expect, test } from 'vitest';
import { rms } from '../../../../../src-renderer/audio/level.ts';
import { ComfortNoise } from '../../../../../src-renderer/audio/playout/comfort-noise.ts';

function seeded(): () => number {
  let seed = 1;
  return () => {
    seed = (seed * 48_271) % 0x7fffffff;
    return seed / 0x7fffffff;
  };
}

test.each([45, 60, 75])('a level of -%i dBov is heard as such', (level) => {
  const noise = new ComfortNoise(seeded());
  noise.setLevel(level);
  noise.next(4800);
  expect(20 * Math.log10(rms(noise.next(48_000)))).toBeCloseTo(-level, 0);
});

test('level 127 is silence, and so is a noise whose level nobody told', () => {
  const noise = new ComfortNoise(seeded());
  expect(rms(noise.next(480))).toBe(0);
  noise.setLevel(127);
  expect(rms(noise.next(480))).toBe(0);
});

test('a packet that asks for a roar gets a quiet room', () => {
  const noise = new ComfortNoise(seeded());
  noise.setLevel(0);
  expect(20 * Math.log10(rms(noise.next(48_000)))).toBeLessThan(-38);
});
