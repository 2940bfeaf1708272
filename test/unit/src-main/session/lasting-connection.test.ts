import { describe, expect, test } from 'vitest';
import { PhoneError } from '../../../../src-bridge/phone-error.ts';
import {
  LastingConnection,
  type AttemptResult,
  type ConnectionStatus,
} from '../../../../src-main/session/lasting-connection.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';

/** A connection whose attempts a test ends by hand. */
function create() {
  const clock = new FakeClock(0);
  const statuses: ConnectionStatus[] = [];
  const attempts: { end: (result: AttemptResult) => void; fail: (error: Error) => void; opened: () => void }[] = [];
  const connection = new LastingConnection({
    clock,
    policy: { delayMs: (failures) => failures * 1000 },
    attempt: (signal, opened) =>
      new Promise((end, fail) => {
        signal.addEventListener('abort', () => fail(new Error('aborted')));
        attempts.push({ end, fail, opened });
      }),
    isFinal: (error) => error.code === 'call-ended',
    onStatus: (status) => statuses.push(status),
  });
  return { clock, connection, attempts, kinds: () => statuses.map(({ kind }) => kind), statuses };
}

describe('a lasting connection', () => {
  test('is tried again after growing delays while it fails', async () => {
    const { clock, connection, attempts, statuses } = create();
    void connection.start();
    attempts[0]?.fail(new PhoneError('offline'));
    await settle();
    expect(statuses.at(-1)).toMatchObject({ kind: 'waiting', retryAt: 1000, problem: { code: 'offline' } });
    await clock.advance(1000);
    attempts[1]?.fail(new Error('unexpected'));
    await settle();
    expect(statuses.at(-1)).toMatchObject({ kind: 'waiting', retryAt: 3000, problem: { code: 'internal' } });
    connection.close();
    await settle();
    expect(clock.pending).toBe(0);
  });

  test('that lasted is opened again at once, and one that did not counts as failed', async () => {
    const { clock, connection, attempts, kinds } = create();
    void connection.start();
    attempts[0]?.opened();
    await clock.advance(5000);
    attempts[0]?.end('ended');
    await settle();
    expect(attempts).toHaveLength(2);
    attempts[1]?.opened();
    await clock.advance(4999);
    attempts[1]?.end('ended');
    await settle();
    expect(attempts).toHaveLength(2);
    expect(kinds().at(-1)).toBe('waiting');
    connection.close();
  });

  test('does not wait when told not to, nor when it is restarted', async () => {
    const { clock, connection, attempts } = create();
    void connection.start();
    attempts[0]?.fail(new PhoneError('offline'));
    await settle();
    connection.retryNow();
    await settle();
    expect(attempts).toHaveLength(2);
    connection.restart();
    await settle();
    expect(attempts).toHaveLength(3);
    expect(clock.pending).toBe(0);
    connection.close();
  });

  test('ends for good when it is finished, final or closed', async () => {
    const finished = create();
    const run = finished.connection.start();
    finished.attempts[0]?.end('finished');
    await run;
    expect(finished.kinds()).toEqual(['connecting', 'closed']);

    const failed = create();
    void failed.connection.start();
    failed.attempts[0]?.fail(new PhoneError('call-ended'));
    await settle();
    expect(failed.statuses.at(-1)).toMatchObject({ kind: 'closed', problem: { code: 'call-ended' } });

    const closed = create();
    void closed.connection.start();
    closed.connection.close();
    closed.connection.close();
    await settle();
    expect(closed.kinds()).toEqual(['connecting', 'closed']);
    expect(closed.attempts).toHaveLength(1);
  });
});
