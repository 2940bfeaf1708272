import type { Clock } from '../world.ts';

const bywayLimitMs = 30_000;

/** Says when a leg that must have a byway had none for 30 s (PROTOCOL 7). */
export class BywayWatch {
  readonly #clock: Clock;
  readonly #onAbandoned: () => void;
  #streams = 0;
  #uploads = 0;
  #isWatching = false;
  #stopTimer: (() => void) | undefined;

  constructor(options: { clock: Clock; onAbandoned: () => void }) {
    this.#clock = options.clock;
    this.#onAbandoned = options.onAbandoned;
  }

  /** Begins to watch: at the answer, or at the creation of an outbound leg. */
  start(): void {
    this.#isWatching = true;
    this.#look();
  }

  streamsAre(open: number): void {
    this.#streams = open;
    this.#look();
  }

  /** A forward stream is open until the answer of this is called. */
  uploadBegan(): () => void {
    this.#uploads++;
    this.#look();
    return () => {
      this.#uploads--;
      this.#look();
    };
  }

  stop(): void {
    this.#isWatching = false;
    this.#look();
  }

  #look(): void {
    const isAbandoned = this.#isWatching && this.#streams + this.#uploads === 0;
    if (isAbandoned) this.#stopTimer ??= this.#clock.after(bywayLimitMs, this.#onAbandoned);
    else {
      this.#stopTimer?.();
      this.#stopTimer = undefined;
    }
  }
}
