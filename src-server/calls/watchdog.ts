import type { Clock } from '../world.ts';

/**
 * Says when nothing has happened for a while. `touch` is cheap enough for every media chunk: the timer is not set
 * anew each time, it looks when it fires.
 */
export class Watchdog {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #onSilence: () => void;
  #touchedAt = 0;
  #stopTimer: (() => void) | undefined;

  constructor(options: { clock: Clock; limitMs: number; onSilence: () => void }) {
    this.#clock = options.clock;
    this.#limitMs = options.limitMs;
    this.#onSilence = options.onSilence;
  }

  /** Something happened; watches from now on. */
  touch(): void {
    this.#touchedAt = this.#clock.now();
    if (this.#stopTimer === undefined) this.#watch(this.#limitMs);
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #watch(delayMs: number): void {
    this.#stopTimer = this.#clock.after(delayMs, () => {
      this.#stopTimer = undefined;
      const rest = this.#touchedAt + this.#limitMs - this.#clock.now();
      if (rest > 0) this.#watch(rest);
      else this.#onSilence();
    });
  }
}
