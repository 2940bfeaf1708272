import type { Clock } from '../world.ts';

/** After this many wrong keys for a user within the window, further ones are refused unread. */
const maxFailures = 5;
const windowMs = 60_000;
/** User names that are remembered; the one that failed longest ago makes room for another. */
const maxNames = 10_000;

/** Slows down who guesses access keys. User names are one name whatever their case, as they are at sign-in. */
export class GuessThrottle {
  readonly #clock: Clock;
  readonly #failures = new Map<string, readonly number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isClosedTo(user: string): boolean {
    return this.#recent(user).length >= maxFailures;
  }

  failed(user: string): void {
    const recent = [...this.#recent(user), this.#clock.now()];
    this.#failures.delete(user.toLowerCase());
    this.#failures.set(user.toLowerCase(), recent);
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size > maxNames && oldest !== undefined) this.#failures.delete(oldest);
  }

  #recent(user: string): readonly number[] {
    const since = this.#clock.now() - windowMs;
    return (this.#failures.get(user.toLowerCase()) ?? []).filter((at) => at > since);
  }
}
