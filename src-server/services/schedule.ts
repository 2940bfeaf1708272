import type { Clock } from '../world.ts';

/** What a service has still to do in a call; nothing of it happens after `stop`. */
export class Schedule {
  readonly #clock: Clock;
  readonly #stops = new Set<() => void>();
  #isStopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  after(delayMs: number, task: () => void): void {
    if (this.#isStopped) return;
    const stop = this.#clock.after(delayMs, () => {
      this.#stops.delete(stop);
      task();
    });
    this.#stops.add(stop);
  }

  /** After everything that is being done now: the call exists on both sides by then. */
  soon(task: () => void): void {
    this.after(0, task);
  }

  /** Nothing more is done. Stopping twice is harmless. */
  stop(): void {
    this.#isStopped = true;
    for (const stop of this.#stops) stop();
    this.#stops.clear();
  }
}
