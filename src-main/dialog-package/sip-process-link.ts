import type { Clock, Log } from '../session/ports.ts';
import { fromNotifierSchema, type FromNotifier, type ToNotifier } from './process-messages.ts';
import type { SipProcess, StartSipProcess } from './sip-process.ts';

/** A process that has not taken a message after this long hangs. */
const hangLimitMs = 30_000;
/** How long a process may take to end in order. */
const stopLimitMs = 3000;
/** The first wait before a process that fell over is started again; doubled each time. */
const shortestRestartMs = 1000;
const longestRestartMs = 60_000;

export interface SipProcessLinkOptions {
  readonly start: StartSipProcess;
  readonly clock: Clock;
  readonly log: Log;
  /** Gets every message but `taken` and `log`. */
  readonly onMessage: (message: Exclude<FromNotifier, { kind: 'taken' | 'log' }>) => void;
  /** The process fell over; it is started again by itself, and told everything once more. */
  readonly onFall: () => void;
}

/** A kind of message of which only the last one counts. */
type Matter = Exclude<ToNotifier['kind'], 'stop'>;

/**
 *   idle -> running -> stopping -> idle
 *             | ^
 *             v |
 *           fallen
 */
type LinkState =
  | { readonly kind: 'idle' }
  /** `stopHangTimer` is there while an answer is awaited. */
  | { readonly kind: 'running'; readonly process: SipProcess; readonly startedAt: number; stopHangTimer?: () => void }
  | { readonly kind: 'stopping'; readonly gone: Promise<void>; readonly isGone: () => void }
  | { readonly kind: 'fallen'; readonly stopRestart: () => void };

/**
 * Holds the process of the SIP side: starts it when there is something to tell, tells one thing at a time, the latest
 * of each kind, so that one that is flooded never makes us keep more, and starts it again when it falls or hangs.
 */
export class SipProcessLink {
  readonly #options: SipProcessLinkOptions;
  /** What it should know, and what of that has yet to be told. */
  readonly #known = new Map<Matter, ToNotifier>();
  readonly #due = new Set<Matter>();
  #state: LinkState = { kind: 'idle' };
  #restartMs = shortestRestartMs;

  constructor(options: SipProcessLinkOptions) {
    this.#options = options;
  }

  /** Tells it something, unless it knows just that. */
  tell(message: Exclude<ToNotifier, { kind: 'stop' }>): void {
    if (JSON.stringify(this.#known.get(message.kind)) === JSON.stringify(message)) return;
    this.#known.set(message.kind, message);
    this.#due.add(message.kind);
    if (this.#state.kind === 'idle') this.#start();
    this.#next();
  }

  /** Lets it end in order, or ends it soon. Resolves when it is gone. Stopping twice is harmless. */
  async stop(): Promise<void> {
    const state = this.#state;
    this.#known.clear();
    this.#due.clear();
    if (state.kind === 'stopping') return state.gone;
    if (state.kind === 'fallen') state.stopRestart();
    if (state.kind !== 'running') {
      this.#state = { kind: 'idle' };
      return;
    }
    state.stopHangTimer?.();
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const stopLimit = this.#options.clock.after(stopLimitMs, () => state.process.kill());
    const isGone = (): void => {
      stopLimit();
      resolve();
    };
    this.#state = { kind: 'stopping', gone, isGone };
    state.process.send({ kind: 'stop' });
    await gone;
  }

  #start(): void {
    const startedAt = this.#options.clock.now();
    const process = this.#options.start({
      onMessage: (message) => this.#take(message),
      onExit: () => this.#exited(),
    });
    this.#state = { kind: 'running', process, startedAt };
  }

  #exited(): void {
    const state = this.#state;
    if (state.kind === 'running') return this.#fell(state);
    if (state.kind !== 'stopping') return;
    this.#state = { kind: 'idle' };
    state.isGone();
    if (this.#due.size > 0) this.#start();
    this.#next();
  }

  #fell({ startedAt, stopHangTimer }: Extract<LinkState, { kind: 'running' }>): void {
    const { clock, log, onFall } = this.#options;
    stopHangTimer?.();
    if (clock.now() - startedAt >= longestRestartMs) this.#restartMs = shortestRestartMs;
    log.error('the SIP side fell over', { restartInMs: this.#restartMs });
    const stopRestart = clock.after(this.#restartMs, () => {
      this.#due.clear();
      for (const matter of this.#known.keys()) this.#due.add(matter);
      this.#start();
      this.#next();
    });
    this.#state = { kind: 'fallen', stopRestart };
    this.#restartMs = Math.min(longestRestartMs, this.#restartMs * 2);
    onFall();
  }

  #next(): void {
    const [matter] = this.#due;
    const state = this.#state;
    const message = matter && this.#known.get(matter);
    if (matter === undefined || message === undefined) return;
    if (state.kind !== 'running' || state.stopHangTimer !== undefined) return;
    this.#due.delete(matter);
    state.stopHangTimer = this.#options.clock.after(hangLimitMs, () => state.process.kill());
    state.process.send(message);
  }

  #take(said: unknown): void {
    const checked = fromNotifierSchema.safeParse(said);
    if (!checked.success) return this.#options.log.warn('the SIP side said something else', { cause: checked.error });
    const message = checked.data;
    switch (message.kind) {
      case 'taken':
        return this.#taken();
      case 'log':
        return this.#options.log[message.level](message.message, message.fields);
      default:
        return this.#options.onMessage(message);
    }
  }

  #taken(): void {
    const state = this.#state;
    if (state.kind !== 'running') return;
    state.stopHangTimer?.();
    delete state.stopHangTimer;
    this.#next();
  }
}
