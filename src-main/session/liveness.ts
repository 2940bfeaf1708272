import type { Clock, Random } from './ports.ts';

const helloEveryMs = 10_000;
const echoWithinMs = 5000;

export interface LivenessOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Sends `hello` with this nonce, or returns false when it cannot be sent now. */
  readonly sendHello: (nonce: string) => boolean;
  /** No echo came: the signalling byway is dead. */
  readonly onDead: () => void;
}

/** Asks every 10 s, and when it is told to, whether a signalling byway lives (PROTOCOL 5, `hello`). */
export class Liveness {
  readonly #options: LivenessOptions;
  #stopTimer: () => void;
  /** Nonces without an echo, the oldest first. */
  #open: readonly string[] = [];
  #isClosed = false;

  constructor(options: LivenessOptions) {
    this.#options = options;
    this.#stopTimer = options.clock.after(helloEveryMs, () => this.ask());
  }

  /** Asks now; after `close` nothing is asked. */
  ask(): void {
    if (this.#isClosed) return;
    const nonce = this.#options.random.token().slice(0, 64);
    if (!this.#options.sendHello(nonce)) return this.#rest();
    const isFirst = this.#open.length === 0;
    this.#open = [...this.#open, nonce];
    if (isFirst) this.#expectEcho();
  }

  /** An echo answers its question and those before; one of no open question says nothing. */
  heardEcho(nonce: string): void {
    const index = this.#open.indexOf(nonce);
    if (index < 0) return;
    this.#open = this.#open.slice(index + 1);
    if (this.#open.length === 0) this.#rest();
    else this.#expectEcho();
  }

  close(): void {
    this.#isClosed = true;
    this.#open = [];
    this.#stopTimer();
  }

  #expectEcho(): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.clock.after(echoWithinMs, () => {
      this.#rest();
      this.#options.onDead();
    });
  }

  #rest(): void {
    this.#open = [];
    this.#stopTimer();
    this.#stopTimer = this.#options.clock.after(helloEveryMs, () => this.ask());
  }
}
