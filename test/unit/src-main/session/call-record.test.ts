import { describe, expect, test } from 'vitest';
import { callDescriptionSchema, type CallDescription } from '../../../../src-protocol/call.ts';
import type { CallEvent } from '../../../../src-protocol/events.ts';
import { CallRecord } from '../../../../src-main/session/call-record.ts';
import type { CallInput } from '../../../../src-main/session/call-state.ts';

const uri = 'https://provider.example/calls/1';
const own = 'https://provider.example/handlers/own';
const kitchen = 'https://provider.example/handlers/kitchen';

function described(change: Partial<CallDescription> = {}): Extract<CallInput, { kind: 'described' }> {
  const description = callDescriptionSchema.parse({
    uri,
    direction: 'inbound',
    from: '+14085551002',
    to: '+14085550100',
    event: { event: 'proceeding' },
    started: '2026-01-27T10:23:14.120Z',
    ...change,
  });
  return { kind: 'described', description, isPlacedHere: false };
}

function recordAfter(...inputs: readonly (CallInput | CallEvent)[]): CallRecord {
  const record = new CallRecord(own);
  for (const input of inputs) record.take('kind' in input ? input : { kind: 'event', event: input }, 1000);
  return record;
}

const outbound = { direction: 'outbound' } as const;
const answeredIn = { answered: '2026-01-27T10:23:20.000Z', handler: kitchen } as const;
const end: CallEvent = { event: 'end', by: 'them' };

describe('the handler of a call', () => {
  test.each<[string, readonly (CallInput | CallEvent)[], string | undefined]>([
    ['is none while it rings', [described()], undefined],
    ['is the one that is being connected', [described(), { event: 'attaching', handler: kitchen }], kitchen],
    ['is the one that answered', [described(), { event: 'answered', handler: own }], own],
    [
      'stays the old one while another is being connected',
      [described(), { event: 'answered', handler: own }, { event: 'attaching', handler: kitchen }],
      own,
    ],
    [
      'is the new one once the call has moved',
      [described(), { event: 'answered', handler: own }, { event: 'moved', handler: kitchen, from: own }],
      kitchen,
    ],
    ['is the one that an outbound call was placed for', [described({ ...outbound, handler: kitchen })], kitchen],
    ['is this one where somebody else placed the call for it', [described({ ...outbound, handler: own })], own],
    [
      'is known still when what is outstanding is said again',
      [described({ ...outbound, handler: kitchen }), { kind: 'reopened' }],
      kitchen,
    ],
    ['stays when the call is over', [described(), { event: 'answered', handler: kitchen }, end], kitchen],
    [
      'is the one that answered while nobody here heard of it',
      [described(), { kind: 'gone', ended: described({ ...answeredIn, event: end }).description }],
      kitchen,
    ],
    ['is in the last description', [described({ ...outbound, handler: own, event: { event: 'noanswer' } })], own],
  ])('%s', (_, inputs, handler) => {
    expect(recordAfter(...inputs).handler).toBe(handler);
  });
});

describe('the event that ended a call', () => {
  test.each<[string, readonly (CallInput | CallEvent)[], CallEvent | undefined]>([
    ['is none while the call lasts', [described(), { event: 'answered', handler: own }], undefined],
    ['is the one that came', [described(), end], end],
    ['is the first one', [described(), end, { event: 'noanswer' }], end],
    ['may come before the description', [end, described()], end],
    ['may stand in the description', [described({ event: { event: 'declined' } })], { event: 'declined' }],
    [
      'may stand in the last description',
      [described(), { kind: 'gone', ended: described({ event: end }).description }],
      end,
    ],
    ['is none where the provider has forgotten the call', [described(), { kind: 'gone' }], undefined],
  ])('%s', (_, inputs, final) => {
    expect(recordAfter(...inputs).final).toEqual(final);
  });
});
