import type { ConnectionState } from '../../src-bridge/phone-state.ts';
import type { ConnectionStatus } from './lasting-connection.ts';

/** The connection of the phone, from how it was and the statuses of all that is kept connected. `now` is in ms. */
export function connectionOf(
  previous: ConnectionState,
  statuses: readonly ConnectionStatus[],
  now: number,
): ConnectionState {
  if (statuses.every((status) => status.kind === 'open'))
    return previous.kind === 'online' ? previous : { kind: 'online', since: now };
  const waiting = statuses.filter((status) => status.kind === 'waiting');
  const wasConnected = previous.kind === 'online' || previous.kind === 'reconnecting';
  if (waiting.length === 0 && !wasConnected) return { kind: 'connecting' };
  const problem = waiting.find((status) => status.problem !== undefined)?.problem;
  return {
    kind: 'reconnecting',
    since: previous.kind === 'reconnecting' ? previous.since : now,
    ...(waiting.length === 0 ? {} : { retryAt: Math.min(...waiting.map((status) => status.retryAt)) }),
    ...(problem === undefined ? {} : { problem: problem.toFailure() }),
  };
}
