import fc from 'fast-check';
import { expect, test } from 'vitest';
import { doublingPolicy } from '../../../../src-main/session/reconnect-policy.ts';

function policy(fraction: number, backoffMs = 2000) {
  return doublingPolicy(backoffMs, { token: () => '', fraction: () => fraction });
}

test('after no failure it is at once', () => {
  expect(policy(0.9).delayMs(0)).toBe(0);
});

test('the delay doubles up to thirty seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 100].map((failures) => policy(0.5).delayMs(failures))).toEqual([
    2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

test('the jitter is a fifth either way, and never goes over the ceiling', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60_000 }),
      (fraction, failures, backoffMs) => {
        const exact = Math.min(30_000, backoffMs * 2 ** (failures - 1));
        const delayMs = policy(fraction, backoffMs).delayMs(failures);
        expect(delayMs).toBeGreaterThanOrEqual(Math.floor(exact * 0.8));
        expect(delayMs).toBeLessThanOrEqual(Math.min(30_000, Math.ceil(exact * 1.2)));
      },
    ),
  );
});
