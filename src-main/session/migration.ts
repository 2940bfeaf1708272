import type { Clock } from './ports.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';

/** A migration that is asked for sooner than this after the last one did not help (PROTOCOL 7). */
const shortestLifeMs = 5000;

/** Migrates a call when asked, and waits with growing delays where that does not help. */
export class Migration {
  readonly #options: { readonly clock: Clock; readonly policy: ReconnectPolicy; readonly migrate: () => void };
  #lastAt = -Infinity;
  #failures = 0;
  #stopTimer: (() => void) | undefined;

  constructor(options: { clock: Clock; policy: ReconnectPolicy; migrate: () => void }) {
    this.#options = options;
  }

  ask(): void {
    const { clock, policy } = this.#options;
    if (this.#stopTimer !== undefined) return;
    this.#failures = clock.now() - this.#lastAt < shortestLifeMs ? this.#failures + 1 : 0;
    const delayMs = policy.delayMs(this.#failures);
    if (delayMs === 0) return this.#migrate();
    this.#stopTimer = clock.after(delayMs, () => this.#migrate());
  }

  /** Forgets what was asked for. */
  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #migrate(): void {
    this.close();
    this.#lastAt = this.#options.clock.now();
    this.#options.migrate();
  }
}
