import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';

/** The time of day, read anew every second, or every minute, for as long as somebody shows it. */
export class Ticker {
  readonly #now: () => number;
  readonly #eachSecond = every(1000);
  readonly #eachMinute = every(60_000);

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds since the epoch; what reads it is drawn again each second. */
  get now(): number {
    this.#eachSecond();
    return this.#now();
  }

  /** As `now`, but what reads it is drawn again each minute only. */
  get minute(): number {
    this.#eachMinute();
    return this.#now();
  }
}

function every(periodMs: number): () => void {
  return createSubscriber((update) => {
    const timer = setInterval(update, periodMs);
    return () => clearInterval(timer);
  });
}

/** The one ticker of the page, for every component below. */
export const [getTicker, setTicker] = createContext<Ticker>();
