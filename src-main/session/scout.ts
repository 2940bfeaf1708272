import type { Clock } from './ports.ts';

/** How often a provider that was out of reach is tried, ms. While nobody answers it costs the network a packet, and the provider nothing. */
const lookMs = 1000;

export interface ScoutOptions {
  readonly clock: Clock;
  /** Whether a connection to the provider could be had now. */
  readonly isReachable: () => Promise<boolean>;
  /** The provider was out of reach and is not any more. */
  readonly onFound: () => void;
}

/**
 * Notices that a network is back of which the system says nothing, as after a dead spot: what waits need not wait for
 * its turn (PROTOCOL 7). A provider that can be reached and refuses is left alone.
 */
export class Scout {
  readonly #options: ScoutOptions;
  #watch: { stop: () => void } | undefined;

  constructor(options: ScoutOptions) {
    this.#options = options;
  }

  /** Begins to look, unless it does already. */
  start(): void {
    if (this.#watch !== undefined) return;
    const watch = { stop: (): void => undefined };
    this.#watch = watch;
    void this.#look(watch, { wasMissed: false });
  }

  /** Stopping twice is harmless. */
  stop(): void {
    this.#watch?.stop();
    this.#watch = undefined;
  }

  async #look(watch: { stop: () => void }, { wasMissed }: { wasMissed: boolean }): Promise<void> {
    const { clock, isReachable, onFound } = this.#options;
    const isThere = await isReachable();
    if (this.#watch !== watch) return;
    if (!isThere) {
      watch.stop = clock.after(lookMs, () => void this.#look(watch, { wasMissed: true }));
      return;
    }
    this.#watch = undefined;
    if (wasMissed) onFound();
  }
}
