import { beforeEach, describe, expect, it } from 'vitest';
import { Outbox } from '../../../../src-main/dialog-package/outbox.ts';
import { fromNotifierSchema, type FromNotifier } from '../../../../src-main/dialog-package/process-messages.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

let clock: FakeClock;
let sent: FromNotifier[];
let outbox: Outbox;

beforeEach(() => {
  clock = new FakeClock();
  sent = [];
  outbox = new Outbox({ clock, send: (message) => sent.push(message) });
});

describe('what the SIP side tells the phone', () => {
  it('is one message for any number of changes of lamps in a moment, with the last of each', async () => {
    for (let round = 0; round < 1000; round++) outbox.lamp('a', { kind: round % 2 === 0 ? 'idle' : 'ringing' });
    outbox.lamp('b', { kind: 'idle' });
    expect(sent).toEqual([]);
    await clock.advance(200);
    expect(sent).toEqual([{ kind: 'lamps', lamps: { a: { kind: 'ringing' }, b: { kind: 'idle' } } }]);
    await clock.advance(10_000);
    expect(sent).toHaveLength(1);
  });

  it('is where it listens, with the last count, and not after that has stopped', async () => {
    const at = { kind: 'listening', address: '127.0.0.1', port: 5060 } as const;
    for (let subscriptions = 0; subscriptions < 100; subscriptions++) outbox.listening({ ...at, subscriptions });
    await clock.advance(200);
    expect(sent).toEqual([{ ...at, subscriptions: 99 }]);
    outbox.listening({ ...at, subscriptions: 0 });
    outbox.stoppedListening();
    await clock.advance(200);
    expect(sent).toHaveLength(1);
  });

  it('is no more than sixty lines of a log in a minute, and how many were left out', async () => {
    for (let line = 0; line < 100; line++) outbox.log.info('refused', { line });
    expect(sent).toHaveLength(60);
    await clock.advance(60_000);
    outbox.log.info('refused');
    expect(sent.slice(60)).toEqual([
      { kind: 'log', level: 'warn', message: 'lines not logged', fields: { dropped: 40 } },
      { kind: 'log', level: 'info', message: 'refused', fields: {} },
    ]);
  });

  it('always fits the schema, whatever is logged', () => {
    outbox.log.error('x'.repeat(1000), { cause: new Error('y'.repeat(1000)), list: [1], none: undefined });
    for (const message of sent) expect(fromNotifierSchema.safeParse(message).success).toBe(true);
  });
});
