import { createContext } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';

/** The time of day, read anew every second for as long as somebody shows it. */
export class Ticker {
  readonly #now: () => number;
  readonly #subscribe: () => void;

  constructor(now: () => number) {
    this.#now = now;
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, 1000);
      return () => clearInterval(timer);
    });
  }

  /** Milliseconds since the epoch; what reads it is drawn again each second. */
  get now(): number {
    this.#subscribe();
    return this.#now();
  }
}

/** The one ticker of the page, for every component below. */
export const [getTicker, setTicker] = createContext<Ticker>();
