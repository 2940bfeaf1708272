import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '../../../session/ports.ts';

/** How long a nonce is good for. */
const nonceMs = 300_000;
/** Nonces of which the count is remembered. Only who has a key makes us remember one. */
const mostRemembered = 5000;

/** The nonces of our challenges. To issue one costs no memory: it says itself when it was made, and that we made it. */
export class Nonces {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #secret: string;
  /** The highest count that came with each nonce, the nonces that were used first in front. */
  readonly #counts = new Map<string, number>();
  /** Nonces made until then are stale, for we have forgotten their counts. */
  #staleUntil = -Infinity;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
    this.#secret = random.token() + random.token();
  }

  issue(): string {
    const content = `${this.#clock.now().toString(36)}.${this.#random.token().slice(0, 12)}`;
    return `${content}.${this.#mark(content)}`;
  }

  /**
   * Takes a nonce that came with a right response. False when it is too old, is none of ours (of an earlier run
   * perhaps) or came with this count or a higher one before: then another one is to be used.
   */
  take(nonce: string, count: number): boolean {
    const madeAt = this.#timeOf(nonce);
    if (madeAt === undefined || madeAt <= this.#staleUntil || this.#clock.now() - madeAt >= nonceMs) return false;
    if (count <= (this.#counts.get(nonce) ?? 0)) return false;
    this.#counts.set(nonce, count);
    this.#forget();
    return true;
  }

  #timeOf(nonce: string): number | undefined {
    const [, content, time, mark] = /^(([0-9a-z]{1,11})\.[\w-]{1,12})\.([\w-]{22})$/u.exec(nonce) ?? [];
    if (content === undefined || time === undefined || mark === undefined) return undefined;
    return timingSafeEqual(Buffer.from(mark), Buffer.from(this.#mark(content))) ? parseInt(time, 36) : undefined;
  }

  #mark(content: string): string {
    return createHmac('sha256', this.#secret).update(content).digest('base64url').slice(0, 22);
  }

  #forget(): void {
    for (const [nonce] of this.#counts) {
      const madeAt = this.#timeOf(nonce) ?? -Infinity;
      if (this.#counts.size <= mostRemembered && this.#clock.now() - madeAt < nonceMs) return;
      this.#counts.delete(nonce);
      this.#staleUntil = Math.max(this.#staleUntil, madeAt);
    }
  }
}
