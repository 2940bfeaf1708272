import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createQuantilePolicy } from '../../../../../src-renderer/audio/playout/target-policy.ts';

const policy = createQuantilePolicy();
const ms = 48;

test('the first guess is 20 ms', () => {
  expect(policy.target([])).toBe(20 * ms);
  expect(policy.target(Array<number>(10).fill(0))).toBe(20 * ms);
});

test('on an even network the target falls to a few milliseconds', () => {
  expect(policy.target(Array<number>(100).fill(0))).toBeLessThan(6 * ms);
});

test('one packet in a hundred that is very late does not move the target', () => {
  const lateness = Array<number>(300).fill(5 * ms);
  const calm = policy.target(lateness);
  lateness.splice(100, 3, 300 * ms, 300 * ms, 300 * ms);
  expect(policy.target(lateness)).toBe(calm);
});

test('at least 97 packets in 100 are in time, below the ceiling', () => {
  const lateness = fc.array(fc.integer({ min: 0, max: 300 * ms }), { minLength: 25, maxLength: 400 });
  fc.assert(
    fc.property(lateness, (late) => {
      const target = policy.target(late);
      const tooLate = late.filter((each) => each > target).length;
      expect(tooLate / late.length).toBeLessThanOrEqual(0.03);
    }),
  );
});

test('the target has a ceiling', () => {
  expect(policy.target(Array<number>(100).fill(5000 * ms))).toBe(400 * ms);
});
