import type { Clock } from '../../session/ports.ts';

/** Remembers `most` values for `keptMs` each; the oldest makes room. */
export class RecentValues<Value> {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #keptMs: number;
  readonly #values = new Map<string, { readonly value: Value; readonly until: number }>();

  constructor(clock: Clock, { most, keptMs }: { most: number; keptMs: number }) {
    this.#clock = clock;
    this.#most = most;
    this.#keptMs = keptMs;
  }

  get(name: string): Value | undefined {
    const found = this.#values.get(name);
    return found !== undefined && found.until > this.#clock.now() ? found.value : undefined;
  }

  set(name: string, value: Value): void {
    this.#values.delete(name);
    this.#values.set(name, { value, until: this.#clock.now() + this.#keptMs });
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
  }
}
