import { expect, it } from 'vitest';
import { reconnectDelayMs } from '../../../../src-renderer/phone/reconnect-delay.ts';

it('the page waits a little longer before each attempt, from a quarter of a second up to two', () => {
  expect([0, 1, 2, 3, 4, 50].map(reconnectDelayMs)).toEqual([250, 500, 1000, 2000, 2000, 2000]);
});
