import { expect, it } from 'vitest';
import type { PhoneState } from '../../../../src-bridge/phone-state.ts';
import { StateFeed } from '../../../../src-renderer/phone/state-feed.ts';
import { samplePhone } from '../../../support/sample-states.ts';

it('hands on whole states, also those of which it was told a part, until it is stopped', () => {
  const feed = new StateFeed();
  const states: PhoneState[] = [];
  const stop = feed.subscribe((state) => states.push(state));
  feed.take({ changed: { lines: [] }, gone: [] });
  expect(states).toEqual([]);
  feed.take({ state: samplePhone() });
  feed.take({ changed: { lines: [] }, gone: [] });
  expect(states).toEqual([samplePhone(), samplePhone({ lines: [] })]);
  const late: PhoneState[] = [];
  feed.subscribe((state) => late.push(state));
  expect(late).toEqual([states[1]]);
  stop();
  feed.take({ state: samplePhone() });
  expect([states.length, late.length]).toEqual([2, 2]);
});
