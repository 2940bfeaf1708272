import type { Clock } from '../world.ts';

const lifeMs = 60_000;
const maxOpen = 1000;

/** Authorization codes that were handed out: each can be taken once, for 60 s (RFC 6749, 4.1.2). */
export class OpenCodes<T> {
  readonly #clock: Clock;
  readonly #codes = new Map<string, { readonly value: T; readonly expiresAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keeps `value` for `code`; false when too many codes are open. */
  open(code: string, value: T): boolean {
    const now = this.#clock.now();
    for (const [other, { expiresAt }] of this.#codes) if (expiresAt <= now) this.#codes.delete(other);
    if (this.#codes.size >= maxOpen) return false;
    this.#codes.set(code, { value, expiresAt: now + lifeMs });
    return true;
  }

  /** What `code` was opened for; undefined for a code that is unknown, used or over. */
  take(code: string): T | undefined {
    const open = this.#codes.get(code);
    this.#codes.delete(code);
    return open !== undefined && open.expiresAt > this.#clock.now() ? open.value : undefined;
  }
}
