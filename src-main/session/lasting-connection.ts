import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Clock } from './ports.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';
import { sleep } from './sleep.ts';

/** What became of an attempt that did not fail: `ended` asks for the next one, `finished` for no more. */
export type AttemptResult = 'ended' | 'finished';

/**
 *   connecting -> open -> waiting -> connecting
 *        |  '------------------^        |
 *        '--------------> closed <------'
 */
export type ConnectionStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** The next attempt is at `retryAt`, ms. */
  | { readonly kind: 'waiting'; readonly retryAt: number; readonly problem: PhoneError | undefined }
  /** No more attempts: it finished, it was closed, or it failed for good. */
  | { readonly kind: 'closed'; readonly problem?: PhoneError };

export interface LastingConnectionOptions {
  readonly clock: Clock;
  readonly policy: ReconnectPolicy;
  /** Connects, calls `opened` once connected, and settles when that is over. `signal` ends it. */
  readonly attempt: (signal: AbortSignal, opened: () => void) => Promise<AttemptResult>;
  /** Failures after which trying again is of no use. */
  readonly isFinal: (error: PhoneError) => boolean;
  readonly onStatus: (status: ConnectionStatus) => void;
}

/** What ended sooner than this after its opening counts as failed (PROTOCOL 7). */
const shortestLifeMs = 5000;

/** Something that is kept connected: tried again, with growing delays, until it is closed (PROTOCOL 7). */
export class LastingConnection {
  readonly #options: LastingConnectionOptions;
  #status: ConnectionStatus = { kind: 'connecting' };
  #failures = 0;
  #isRestarting = false;
  #current = new AbortController();

  constructor(options: LastingConnectionOptions) {
    this.#options = options;
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** Connects for the first time. Resolves when there will be no more attempts; never rejects. */
  async start(): Promise<void> {
    while (this.#goesOn()) {
      const end = await this.#try();
      if (end.kind === 'closed') return this.#end(end);
      if (this.#goesOn()) await this.#wait(end.problem);
    }
  }

  /** Ends a wait. */
  retryNow(): void {
    if (this.#status.kind === 'waiting') this.#current.abort();
  }

  /** Gives up the connection there is and connects again at once. */
  restart(): void {
    this.#isRestarting = this.#status.kind !== 'waiting';
    this.#current.abort();
  }

  /** Closing twice is harmless. */
  close(): void {
    this.#end({ kind: 'closed' });
  }

  #goesOn(): boolean {
    return this.#status.kind !== 'closed';
  }

  #end(status: ConnectionStatus): void {
    if (!this.#goesOn()) return;
    this.#become(status);
    this.#current.abort();
  }

  async #try(): Promise<{ kind: 'lost'; problem: PhoneError | undefined } | { kind: 'closed'; problem?: PhoneError }> {
    const { clock, attempt, isFinal } = this.#options;
    const { signal } = (this.#current = new AbortController());
    this.#become({ kind: 'connecting' });
    let openedAt: number | undefined;
    let problem: PhoneError | undefined;
    try {
      const result = await attempt(signal, () => {
        openedAt = clock.now();
        this.#become({ kind: 'open' });
      });
      if (result === 'finished') return { kind: 'closed' };
    } catch (thrown) {
      if (!signal.aborted) problem = PhoneError.from(thrown);
      if (problem !== undefined && isFinal(problem)) return { kind: 'closed', problem };
    }
    const lasted = openedAt !== undefined && clock.now() - openedAt >= shortestLifeMs;
    this.#failures = this.#wasRestarted() || lasted ? 0 : this.#failures + 1;
    return { kind: 'lost', problem };
  }

  #wasRestarted(): boolean {
    const was = this.#isRestarting;
    this.#isRestarting = false;
    return was;
  }

  async #wait(problem: PhoneError | undefined): Promise<void> {
    const { clock, policy } = this.#options;
    const delayMs = policy.delayMs(this.#failures);
    if (delayMs === 0) return;
    this.#current = new AbortController();
    this.#become({ kind: 'waiting', retryAt: clock.now() + delayMs, problem });
    await sleep(clock, delayMs, this.#current.signal);
  }

  #become(status: ConnectionStatus): void {
    if (!this.#goesOn()) return;
    this.#status = status;
    this.#options.onStatus(status);
  }
}
