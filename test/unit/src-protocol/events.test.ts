import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callEvent, readCallEvent, readTgEvent, timestamp } from '../../../src-protocol/events.ts';
import { ProtocolError } from '../../../src-protocol/protocol-error.ts';

const call = 'https://example.com/calls/1';
const handler = 'https://example.com/handlers/1';
const other = 'https://example.com/calls/2';

/** One example of every call event of PROTOCOL 5 with all its own fields, and the fields that it must have. */
const examples: readonly [Record<string, unknown>, readonly string[]][] = [
  [{ event: 'proceeding' }, []],
  [{ event: 'alerting' }, []],
  [{ event: 'answered', handler }, ['handler']],
  [{ event: 'declined', reason: 'busy' }, []],
  [{ event: 'failed', reason: 'unreachable' }, []],
  [{ event: 'noanswer', reason: 'timeout' }, []],
  [{ event: 'end', by: 'provider' }, []],
  [{ event: 'handler-invalid', handler }, ['handler']],
  [{ event: 'attaching', handler, 'asked-by': handler }, ['handler']],
  [{ event: 'handler-connected', handler }, ['handler']],
  [{ event: 'move', handler }, ['handler']],
  [{ event: 'moved', handler, from: handler }, ['handler', 'from']],
  [{ event: 'attach-failed', handler, reason: 'replaced' }, ['handler']],
  [{ event: 'reconnecting' }, []],
  [{ event: 'reconnected' }, []],
  [{ event: 'migrate', ip: '192.0.2.1' }, []],
  [{ event: 'media-panic' }, []],
  [{ event: 'hello', nonce: 'n'.repeat(64) }, ['nonce']],
  [{ event: 'hold' }, []],
  [{ event: 'unhold' }, []],
  [{ event: 'on-hold' }, []],
  [{ event: 'off-hold' }, []],
  [{ event: 'mute' }, []],
  [{ event: 'unmute' }, []],
  [{ event: 'dtmf', digit: '#' }, ['digit']],
  [{ event: 'transfer', target: '+14085550100' }, ['target']],
  [{ event: 'transfer-warm', other }, ['other']],
  [{ event: 'transfer-reject', reason: 'policy' }, []],
  [{ event: 'transfer-pending' }, []],
  [{ event: 'transfer-success' }, []],
  [{ event: 'transfer-failed', reason: 'busy' }, []],
  [{ event: 'transferred-from', party: '+14085550100', other }, ['party']],
];
const always = { direction: 's2c', timestamp: '2026-01-27T10:23:14.120Z', call };

function faultyMember(read: (value: unknown) => unknown, value: unknown): string | undefined {
  try {
    read(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    expect(error.code).toBe('schema');
    return error.member;
  }
}

function without(value: Record<string, unknown>, member: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== member));
}

describe('a call event', () => {
  it.each(examples)('is read with all its fields: $event', (example) => {
    expect(readCallEvent({ ...example, ...always })).toEqual({ ...example, ...always });
  });

  it.each(examples)('is read without what is not its own to have: $event', (example, required) => {
    const own = Object.entries(example).filter(([name]) => name === 'event' || required.includes(name));
    expect(readCallEvent(Object.fromEntries(own))).toEqual(Object.fromEntries(own));
  });

  it.each(examples)('names the member that is missing or no text: $event', (example, required) => {
    for (const member of required) expect(faultyMember(readCallEvent, without(example, member))).toBe(member);
    for (const member of Object.keys(example)) {
      expect(faultyMember(readCallEvent, { ...example, [member]: null })).toBe(member);
      expect(faultyMember(readCallEvent, { ...example, [member]: { a: 1 } })).toBe(member);
    }
  });

  it('is ignored when its type is unknown, whatever else it holds', () => {
    for (const event of ['', 'ANSWERED', 'call', 'toString', '__proto__', 'constructor'])
      expect(readCallEvent({ event, handler: 1, timestamp: 'never' })).toBeUndefined();
  });

  it('loses fields that are unknown', () => {
    expect(readCallEvent({ event: 'hold', music: 'loud' })).toEqual({ event: 'hold' });
  });

  it.each([
    [{ event: 'hold', direction: 'up' }, 'direction'],
    [{ event: 'hold', timestamp: 'yesterday' }, 'timestamp'],
    [{ event: 'hold', timestamp: '2026-01-27 10:23:14Z' }, 'timestamp'],
    [{ event: 'hold', timestamp: '2026-13-27T10:23:14Z' }, 'timestamp'],
    [{ event: 'hold', call: 'calls/1' }, 'call'],
    [{ event: 'answered', handler: 'http://example.com/handlers/1' }, 'handler'],
    [{ event: 'moved', handler, from: '' }, 'from'],
    [{ event: 'end', by: 'me' }, 'by'],
    [{ event: 'hello', nonce: 'n'.repeat(65) }, 'nonce'],
    [{ event: 'dtmf', digit: 'a' }, 'digit'],
    [{ event: 'dtmf', digit: '12' }, 'digit'],
    [{ event: 'dtmf', digit: '' }, 'digit'],
    [{ event: 'dtmf', digit: 5 }, 'digit'],
    [{ event: 'transfer', target: '' }, 'target'],
    [{ event: 'transfer', target: 'x'.repeat(255) }, 'target'],
    [{ event: 'transferred-from', party: 'x'.repeat(255) }, 'party'],
    [{ event: 'failed', reason: 'x'.repeat(257) }, 'reason'],
    [{ event: 'migrate', ip: 'x'.repeat(257) }, 'ip'],
    [{ event: 1 }, 'event'],
    [{}, 'event'],
    [[], ''],
    [null, ''],
    ['hold', ''],
  ])('that breaks its schema names the member: %j', (value, member) => {
    expect(faultyMember(readCallEvent, value)).toBe(member);
  });

  it.each(Array.from('0123456789ABCD*#'))('may carry the digit %s', (digit) => {
    expect(readCallEvent({ event: 'dtmf', digit })).toEqual({ event: 'dtmf', digit });
  });

  it.each(['2026-01-27T10:23:14Z', '2026-01-27T10:23:14.120Z', '2026-01-27T11:23:14.120+01:00'])(
    'may be of the time %s',
    (at) => {
      expect(readCallEvent({ event: 'hold', timestamp: at })).toEqual({ event: 'hold', timestamp: at });
    },
  );

  it('is read from any value with no other error than a ProtocolError', () => {
    const names = examples.map(([example]) => example['event'] as string);
    const value = fc.oneof(
      fc.jsonValue(),
      fc
        .tuple(
          fc.constantFrom(...names),
          fc.dictionary(fc.constantFrom('handler', 'digit', 'by', 'from'), fc.jsonValue()),
        )
        .map(([event, fields]) => ({ ...fields, event })),
    );
    fc.assert(fc.property(value, (any) => void faultyMember(readCallEvent, any)));
  });

  it('is made with direction, time in UTC with milliseconds, and call, and is read as it was made', () => {
    const event = callEvent(
      { event: 'answered', handler },
      { direction: 'c2s', at: Date.UTC(2026, 0, 27, 10, 23, 14, 120), call },
    );
    expect(event).toEqual({
      event: 'answered',
      handler,
      direction: 'c2s',
      timestamp: '2026-01-27T10:23:14.120Z',
      call,
    });
    expect(readCallEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
    expect(timestamp(0)).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('a TG event', () => {
  it.each([
    { event: 'call', call },
    { event: 'call', direction: 's2c', timestamp: always.timestamp, call },
    { event: 'handler', handler, change: 'created' },
    { event: 'handler', handler, change: 'modified' },
    { event: 'handler', direction: 's2c', timestamp: always.timestamp, handler, change: 'destroyed' },
  ])('is read: %j', (value) => {
    expect(readTgEvent(value)).toEqual(value);
  });

  it('is ignored when its type is unknown', () => {
    expect(readTgEvent({ event: 'answered', handler })).toBeUndefined();
  });

  it.each([
    [{ event: 'call' }, 'call'],
    [{ event: 'call', call: '/calls/1' }, 'call'],
    [{ event: 'handler', change: 'created' }, 'handler'],
    [{ event: 'handler', handler }, 'change'],
    [{ event: 'handler', handler, change: 'moved' }, 'change'],
    [{ event: 'handler', handler, change: 'created', timestamp: 5 }, 'timestamp'],
    [{}, 'event'],
    [null, ''],
  ])('that breaks its schema names the member: %j', (value, member) => {
    expect(faultyMember(readTgEvent, value)).toBe(member);
  });
});
