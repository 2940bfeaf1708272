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

/** Asks every 10 s whether a signalling byway lives (PROTOCOL 5, `hello`). */
export class Liveness {
  readonly #options: LivenessOptions;
  #stopTimer: () => void;
  #nonce: string | undefined;

  constructor(options: LivenessOptions) {
    this.#options = options;
    this.#stopTimer = options.clock.after(helloEveryMs, () => this.#ask());
  }

  /** An echo that is not the last question's says nothing. */
  heardEcho(nonce: string): void {
    if (nonce === this.#nonce) this.#rest();
  }

  close(): void {
    this.#stopTimer();
  }

  #ask(): void {
    const nonce = this.#options.random.token().slice(0, 64);
    if (!this.#options.sendHello(nonce)) return this.#rest();
    this.#nonce = nonce;
    this.#stopTimer = this.#options.clock.after(echoWithinMs, () => {
      this.#rest();
      this.#options.onDead();
    });
  }

  #rest(): void {
    this.#nonce = undefined;
    this.#stopTimer();
    this.#stopTimer = this.#options.clock.after(helloEveryMs, () => this.#ask());
  }
}
