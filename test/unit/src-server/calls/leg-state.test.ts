import { describe, expect, it } from 'vitest';
import { stateEventNames, type StateEventName } from '../../../../src-protocol/call-progress.ts';
import { acceptsFromClient, refusalOf, type Direction } from '../../../../src-server/calls/leg-state.ts';

function accepted(direction: Direction, current: StateEventName): readonly StateEventName[] {
  return stateEventNames.filter((event) => acceptsFromClient(direction, current, event));
}

describe('what a client may send', () => {
  it('on an inbound leg is progress and a refusal before the answer, and the end until the end', () => {
    const refusals = ['declined', 'failed', 'noanswer', 'end'] as const;
    expect(accepted('inbound', 'proceeding')).toEqual(['alerting', 'answered', ...refusals]);
    expect(accepted('inbound', 'alerting')).toEqual(['answered', ...refusals]);
    expect(accepted('inbound', 'answered')).toEqual(['end']);
  });

  it('on an outbound leg is its end', () => {
    for (const state of ['proceeding', 'alerting', 'answered'] as const)
      expect(accepted('outbound', state)).toEqual(['end']);
  });

  it('is nothing once the call is over', () => {
    for (const direction of ['inbound', 'outbound'] as const)
      for (const state of ['declined', 'failed', 'noanswer', 'end'] as const)
        expect(accepted(direction, state)).toEqual([]);
  });
});

describe('a refusal', () => {
  it('keeps its reason and nothing else of the client; a failure without one is an error', () => {
    expect(refusalOf({ event: 'declined', reason: 'busy', timestamp: '2026-01-01T00:00:00Z' })).toEqual({
      event: 'declined',
      reason: 'busy',
    });
    expect(refusalOf({ event: 'noanswer' })).toEqual({ event: 'noanswer' });
    expect(refusalOf({ event: 'failed' })).toEqual({ event: 'failed', reason: 'error' });
  });
});
