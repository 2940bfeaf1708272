/** A value under a name in one of several tables; undefined removes it. */
export interface Change {
  readonly table: number;
  readonly name: string;
  readonly value: string | undefined;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes changes in the background: each turn's together, one batch at a time, of each name only the newest. */
export class WriteQueue {
  readonly #write: (changes: readonly Change[]) => Promise<void>;
  #waiting = new Map<string, Change>();
  #waiters: Waiter[] = [];
  #isWriting = false;
  #isPlanned = false;

  /** `write` is asked again, with what came meanwhile, where it rejects. */
  constructor(write: (changes: readonly Change[]) => Promise<void>) {
    this.#write = write;
  }

  add(change: Change): void {
    const key = `${change.table} ${change.name}`;
    this.#waiting.delete(key);
    this.#waiting.set(key, change);
    this.#plan();
  }

  /** Resolves when everything that was added up to now is written; rejects with the failure of the next try. */
  written(): Promise<void> {
    if (!this.#isWriting && this.#waiting.size === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#plan();
    });
  }

  /** Tries again what failed. */
  retry(): void {
    if (this.#waiting.size > 0) this.#plan();
  }

  /** Forgets what waits; who waits for it is told `reason`. */
  drop(reason: Error): void {
    this.#waiting.clear();
    for (const { reject } of this.#waiters.splice(0)) reject(reason);
  }

  #plan(): void {
    if (this.#isPlanned || this.#isWriting) return;
    this.#isPlanned = true;
    setImmediate(() => {
      this.#isPlanned = false;
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#waiting.size > 0 || this.#waiters.length > 0) {
      const batch = this.#waiting;
      const waiters = this.#waiters.splice(0);
      this.#waiting = new Map();
      try {
        if (batch.size > 0) await this.#write([...batch.values()]);
      } catch (error) {
        for (const { reject } of [...waiters, ...this.#waiters.splice(0)]) reject(error);
        this.#waiting = new Map([...batch, ...this.#waiting]);
        break;
      }
      for (const { resolve } of waiters) resolve();
    }
    this.#isWriting = false;
  }
}
