import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../../../src-protocol/events.ts';
import {
  initialCallState,
  nextCallState,
  type CallIdentity,
  type CallInput,
  type CallState,
} from '../../../../src-main/session/call-state.ts';
import { standingOf } from '../../../../src-main/session/call-standing.ts';

const own = 'https://provider.example/handlers/own';
const kitchen = 'https://provider.example/handlers/kitchen';
const inbound: CallIdentity = { direction: 'inbound', ownHandler: own };
const outbound: CallIdentity = { direction: 'outbound', ownHandler: own };

function after(call: CallIdentity, ...events: (CallEvent | 'reopened' | 'gone')[]): CallState {
  return events
    .map((event): CallInput => (typeof event === 'string' ? { kind: event } : { kind: 'event', event }))
    .reduce((state, input) => nextCallState(call, state, input), initialCallState);
}

const attaching = (handler: string): CallEvent => ({ event: 'attaching', handler });
const connected = (handler: string): CallEvent => ({ event: 'handler-connected', handler });
const answered = (handler: string): CallEvent => ({ event: 'answered', handler });
/** The events by which this device comes to talk. */
const talk = [attaching(own), answered(own), connected(own)] as const;
const talking = after(inbound, ...talk);

describe('the state of a call', () => {
  test('an inbound call that is answered here attaches, then is active here', () => {
    const attachingHere = after(inbound, { event: 'proceeding' }, attaching(own), answered(own));
    expect(standingOf(inbound, attachingHere)).toEqual({
      kind: 'answered',
      isHere: true,
      isAttaching: true,
      isActive: false,
      isHeld: false,
    });
    const active = nextCallState(inbound, attachingHere, { kind: 'event', event: connected(own) });
    expect(standingOf(inbound, active)).toMatchObject({ isHere: true, isAttaching: false, isActive: true });
  });

  test('an inbound call that is answered on another device has no media here', () => {
    const elsewhere = after(inbound, attaching(kitchen), answered(kitchen), connected(kitchen));
    expect(standingOf(inbound, elsewhere)).toMatchObject({ kind: 'answered', isHere: false });
  });

  test('an outbound call has media here before it is answered', () => {
    const early = after(outbound, { event: 'proceeding' }, attaching(own), { event: 'alerting' });
    expect(standingOf(outbound, early)).toMatchObject({ kind: 'unanswered', isHere: true, isActive: false });
    expect(early).toMatchObject({ isAlerting: true });
  });

  test('a device that was connected before the answer is active at the answer', () => {
    const active = after(outbound, attaching(own), connected(own), answered(own));
    expect(standingOf(outbound, active)).toMatchObject({ isActive: true });
  });

  test('a call that is joined after its answer is taken to be connected, but not to this device, which would know', () => {
    expect(after(inbound, answered(kitchen))).toMatchObject({ attachment: { kind: 'connected' } });
    const ours = after(inbound, answered(own));
    expect(standingOf(inbound, ours)).toMatchObject({ isHere: false, isActive: false });
    expect(standingOf(inbound, nextCallState(inbound, ours, { kind: 'resumed' }))).toMatchObject({ isActive: true });
  });

  test('an outbound call that names another device is taken to be connected there at the answer', () => {
    const description = {
      uri: 'https://provider.example/calls/1',
      direction: 'outbound',
      from: '+14085550110',
      to: '+14085550111',
      verified: false,
      handler: kitchen,
      event: { event: 'proceeding' },
      attached: true,
      reconnecting: false,
      held: false,
      started: '2026-01-27T10:23:14.120Z',
    } as const;
    const placed = nextCallState(outbound, initialCallState, { kind: 'described', description, isPlacedHere: false });
    expect(placed).toMatchObject({ attachment: { kind: 'chosen', handler: kitchen } });
    const there = nextCallState(outbound, placed, { kind: 'event', event: answered(kitchen) });
    expect(there).toMatchObject({ kind: 'answered', attachment: { kind: 'connected' } });
    const own = { ...description, handler: outbound.ownHandler! };
    const asked = nextCallState(outbound, initialCallState, {
      kind: 'described',
      description: own,
      isPlacedHere: false,
    });
    expect(standingOf(outbound, asked)).toMatchObject({ isHere: false });
  });

  test('a device that was removed has no call any more', () => {
    const gone = nextCallState(inbound, talking, { kind: 'device-gone', handler: own });
    expect(standingOf(inbound, gone)).toMatchObject({ isHere: false, isActive: false });
    expect(nextCallState(inbound, talking, { kind: 'device-gone', handler: kitchen })).toBe(talking);
  });

  test('a call on hold is held on every device, and after a move', () => {
    const held = nextCallState(inbound, talking, { kind: 'event', event: { event: 'hold' } });
    expect(standingOf(inbound, held)).toMatchObject({ isActive: true, isHeld: true });
    const moved = nextCallState(inbound, held, {
      kind: 'event',
      event: { event: 'moved', handler: kitchen, from: own },
    });
    expect(moved).toMatchObject({ handler: kitchen, isHeld: true });
    expect(nextCallState(inbound, moved, { kind: 'event', event: { event: 'unhold' } })).toMatchObject({
      isHeld: false,
    });
  });

  test('a transfer that succeeded is the reason of the end', () => {
    const transferred = [{ event: 'transfer-pending' }, { event: 'transfer-success' }] as const;
    const pending = nextCallState(inbound, talking, { kind: 'event', event: transferred[0] });
    expect(pending).toMatchObject({ transfer: 'pending' });
    const over = after(inbound, ...talk, ...transferred, { event: 'end', by: 'provider' });
    expect(over).toEqual({ kind: 'over', reason: { kind: 'transferred' } });
    const failed = nextCallState(inbound, pending, { kind: 'event', event: { event: 'transfer-failed' } });
    expect(failed).toMatchObject({ transfer: 'none' });
  });

  test('a move keeps the old device in the conversation until the new one is connected', () => {
    const moving = after(inbound, ...talk, attaching(kitchen));
    expect(standingOf(inbound, moving)).toMatchObject({ isHere: true, isAttaching: false });
    const moved = nextCallState(inbound, moving, {
      kind: 'event',
      event: { event: 'moved', handler: kitchen, from: own },
    });
    expect(standingOf(inbound, moved)).toMatchObject({ isHere: false });
  });

  test('a failed move leaves the call where it was, a failed answer leaves nobody talking', () => {
    const stayed = after(inbound, ...talk, attaching(kitchen), { event: 'attach-failed', handler: kitchen });
    expect(standingOf(inbound, stayed)).toMatchObject({ isActive: true });
    const silent = after(inbound, attaching(own), answered(own), { event: 'attach-failed', handler: own });
    expect(standingOf(inbound, silent)).toMatchObject({ kind: 'answered', isHere: false });
  });

  test('what concerns a device that is not attaching changes nothing', () => {
    const state = after(inbound, attaching(own), answered(own));
    for (const event of [connected(kitchen), { event: 'attach-failed', handler: kitchen } as const])
      expect(nextCallState(inbound, state, { kind: 'event', event })).toBe(state);
  });

  test('a stream that was opened anew says again what is outstanding', () => {
    const stale = after(inbound, ...talk, attaching(kitchen), { event: 'reconnecting' }, 'reopened');
    expect(stale).toEqual(talking);
    const pulled = after(
      inbound,
      attaching(kitchen),
      answered(kitchen),
      connected(kitchen),
      attaching(own),
      'reopened',
    );
    expect(standingOf(inbound, pulled)).toMatchObject({ isHere: false });
    const moved = nextCallState(inbound, pulled, { kind: 'event', event: answered(own) });
    expect(moved).toMatchObject({ handler: own, attachment: { kind: 'doubtful' } });
    const lost = after(inbound, attaching(own), answered(own), 'reopened');
    expect(standingOf(inbound, lost)).toMatchObject({ isHere: false });
  });

  test('the far side loses and regains its media only once the call was answered', () => {
    expect(after(inbound, { event: 'reconnecting' })).toEqual(initialCallState);
    expect(after(inbound, answered(own), { event: 'reconnecting' })).toMatchObject({ isFarSideLost: true });
    expect(after(inbound, answered(own), { event: 'reconnecting' }, { event: 'reconnected' })).toMatchObject({
      isFarSideLost: false,
    });
  });

  const handler = fc.constantFrom(own, kitchen);
  const event: fc.Arbitrary<CallEvent> = fc.oneof(
    fc.constantFrom<CallEvent>(
      { event: 'proceeding' },
      { event: 'alerting' },
      { event: 'declined' },
      { event: 'noanswer' },
      { event: 'end', by: 'them' },
      { event: 'reconnecting' },
      { event: 'reconnected' },
      { event: 'migrate' },
      { event: 'media-panic' },
    ),
    handler.map(answered),
    handler.map(attaching),
    handler.map(connected),
    handler.map((uri): CallEvent => ({ event: 'attach-failed', handler: uri })),
    handler.map((uri): CallEvent => ({ event: 'moved', handler: uri, from: own })),
  );
  const history = fc.array(event, { maxLength: 20 });
  const direction = fc.constantFrom(inbound, outbound);
  const rank = { unanswered: 0, answered: 1, over: 2 } as const;

  test('is never taken back', () => {
    fc.assert(
      fc.property(direction, history, (call, events) => {
        let state = initialCallState;
        for (const next of events) {
          const later = nextCallState(call, state, { kind: 'event', event: next });
          expect(rank[later.kind]).toBeGreaterThanOrEqual(rank[state.kind]);
          if (state.kind === 'over') expect(later).toBe(state);
          state = later;
        }
      }),
    );
  });

  test('is not changed by hearing the same event twice', () => {
    fc.assert(
      fc.property(direction, history, event, (call, events, last) => {
        const once = after(call, ...events, last);
        expect(nextCallState(call, once, { kind: 'event', event: last })).toEqual(once);
      }),
    );
  });
});

describe('the reason for which a call is over', () => {
  const end = (by?: 'us' | 'them' | 'provider'): CallEvent =>
    by === undefined ? { event: 'end' } : { event: 'end', by };

  test.each<[string, CallState, object]>([
    ['outbound, declined', after(outbound, { event: 'declined' }), { kind: 'declined', by: 'them' }],
    ['outbound, busy', after(outbound, { event: 'declined', reason: 'busy' }), { kind: 'busy' }],
    ['outbound, not answered', after(outbound, { event: 'noanswer' }), { kind: 'no-answer' }],
    ['outbound, cancelled', after(outbound, end('us')), { kind: 'cancelled' }],
    ['outbound, ended before the answer', after(outbound, end('provider')), { kind: 'ended', by: 'provider' }],
    ['outbound, unreachable', after(outbound, { event: 'failed', reason: 'unreachable' }), { kind: 'unreachable' }],
    ['outbound, failed', after(outbound, { event: 'failed', reason: 'error' }), { kind: 'failed' }],
    [
      'failed otherwise',
      after(outbound, { event: 'failed', reason: 'no trunk' }),
      { kind: 'failed', detail: 'no trunk' },
    ],
    [
      'failed with a URI',
      after(outbound, { event: 'failed', reason: 'at https://x/y' }),
      { kind: 'failed', detail: 'at …' },
    ],
    ['inbound, declined', after(inbound, { event: 'declined' }), { kind: 'declined', by: 'us' }],
    ['inbound, cancelled', after(inbound, end('them')), { kind: 'missed' }],
    ['inbound, not answered', after(inbound, { event: 'noanswer' }), { kind: 'missed' }],
    ['inbound, forgotten', after(inbound, 'gone'), { kind: 'missed' }],
    ['answered here, ended', after(inbound, answered(own), end('them')), { kind: 'ended', by: 'them' }],
    ['answered here, ended by nobody named', after(inbound, answered(own), end()), { kind: 'ended', by: 'unknown' }],
    ['answered here, forgotten', after(inbound, answered(own), 'gone'), { kind: 'dropped' }],
    [
      'answered elsewhere',
      after(inbound, answered(kitchen), end('them')),
      { kind: 'answered-elsewhere', handler: kitchen },
    ],
  ])('%s', (_what, state, reason) => {
    expect(state).toEqual({ kind: 'over', reason });
  });
});
