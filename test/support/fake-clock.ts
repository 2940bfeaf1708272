/**
 * A clock that a test owns. It has the shape of the session's and of the provider's clock. Time stands still until
 * `advance`; work that is not timed (promises, streams in memory) is given turns of the event loop, not time.
 */
export class FakeClock {
  #now: number;
  #timers: { at: number; order: number; task: () => void }[] = [];
  #order = 0;
  readonly #comeToRest: () => Promise<void>;

  /** `comeToRest` resolves when all that a timer has set off is done. */
  constructor(now = Date.UTC(2026, 0, 27, 10, 0, 0), comeToRest = (): Promise<void> => settle()) {
    this.#now = now;
    this.#comeToRest = comeToRest;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), order: this.#order++, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers are set: 0 when nothing was left running. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets `ms` pass, timer by timer, with everything that each of them sets off. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.#comeToRest();
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.task();
      await this.#comeToRest();
    }
    this.#now = end;
    await this.#comeToRest();
  }
}

/** Gives the event loop enough turns for all work in memory to come to rest. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Work outside the event loop, such as signing, takes real time; more than this is never. */
const neverMs = 5000;

/** Gives the event loop turns until `holds`; fails with `what` when it never does. No time passes on a `FakeClock`. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const began = performance.now();
  while (!holds()) {
    if (performance.now() - began > neverMs) throw new Error(`never came true: ${what}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
