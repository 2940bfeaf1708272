import { expect, test } from 'vitest';
import { PhoneError } from '../../../../src-bridge/phone-error.ts';
import type { ConnectionState } from '../../../../src-bridge/phone-state.ts';
import { connectionOf } from '../../../../src-main/session/session-connection.ts';
import type { ConnectionStatus } from '../../../../src-main/session/lasting-connection.ts';

const open: ConnectionStatus = { kind: 'open' };
const connecting: ConnectionStatus = { kind: 'connecting' };
const waiting = (retryAt: number): ConnectionStatus => ({
  kind: 'waiting',
  retryAt,
  problem: new PhoneError('offline'),
});

test('it is online since all streams are open', () => {
  const online = connectionOf({ kind: 'connecting' }, [open, open], 100);
  expect(online).toEqual({ kind: 'online', since: 100 });
  expect(connectionOf(online, [open, open], 200)).toBe(online);
});

test('it is connecting until the first attempt has ended', () => {
  expect(connectionOf({ kind: 'offline' }, [connecting, open], 100)).toEqual({ kind: 'connecting' });
});

test('it reconnects since the first stream was lost, with the soonest attempt and the reason', () => {
  const online: ConnectionState = { kind: 'online', since: 50 };
  const lost = connectionOf(online, [open, waiting(900), waiting(700)], 100);
  expect(lost).toEqual({ kind: 'reconnecting', since: 100, retryAt: 700, problem: { code: 'offline' } });
  expect(connectionOf(lost, [open, connecting, open], 700)).toEqual({ kind: 'reconnecting', since: 100 });
});
