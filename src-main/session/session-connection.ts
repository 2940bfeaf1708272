import type { ConnectionState } from '../../src-bridge/phone-state.ts';
import type { ConnectionStatus } from './lasting-connection.ts';
import type { Clock } from './ports.ts';
import { Scout } from './scout.ts';

export interface SessionConnectionOptions {
  readonly clock: Clock;
  /** Whether a connection to the provider could be had now. */
  readonly isReachable: () => Promise<boolean>;
  /** The provider is in reach again: what waits can be tried. */
  readonly onFound: () => void;
}

/** How a session is connected. While it is offline it looks whether the network is back. */
export class SessionConnection {
  readonly #clock: Clock;
  readonly #scout: Scout;
  #state: ConnectionState = { kind: 'connecting' };
  #isClosed = false;

  constructor(options: SessionConnectionOptions) {
    this.#clock = options.clock;
    this.#scout = new Scout(options);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Follows the statuses of all that is kept connected. */
  follow(statuses: readonly ConnectionStatus[]): void {
    this.#state = connectionOf(this.#state, statuses, this.#clock.now());
    const isOffline = this.#state.kind === 'reconnecting' && this.#state.problem?.code === 'offline';
    if (isOffline && !this.#isClosed) this.#scout.start();
    else if (this.#state.kind === 'online') this.#scout.stop();
  }

  /** Looks no more. Closing twice is harmless. */
  close(): void {
    this.#isClosed = true;
    this.#scout.stop();
  }
}

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
