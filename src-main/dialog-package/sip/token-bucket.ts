import type { Clock } from '../../session/ports.ts';

/** So many a second, and at most those of one second at once. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#filledAt = clock.now();
  }

  /** Takes `cost`, where that leaves at least `reserve`; whether it did. */
  take(cost: number, reserve = 0): boolean {
    const now = this.#clock.now();
    // The wall clock may be set back.
    const elapsedMs = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.#perSecond, this.#tokens + (elapsedMs * this.#perSecond) / 1000);
    this.#filledAt = now;
    if (this.#tokens < reserve + cost) return false;
    this.#tokens -= cost;
    return true;
  }
}
