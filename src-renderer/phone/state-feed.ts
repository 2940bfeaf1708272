import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { stateAfter, type StateNews } from '../../src-bridge/state-news.ts';

/** Puts the state together from what is told of it, for whoever listens. A member that did not change stays the same value. */
export class StateFeed {
  readonly #listeners = new Set<(state: PhoneState) => void>();
  #state: PhoneState | undefined;

  take(news: StateNews): void {
    // A page that is loaded again may hear of changes first that were meant for the page before it.
    const state = stateAfter(news, this.#state);
    if (state === undefined) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** Calls `listener` with the current snapshot, where there is one, and with each later one; returns the way to stop that. */
  subscribe(listener: (state: PhoneState) => void): () => void {
    this.#listeners.add(listener);
    if (this.#state !== undefined) listener(this.#state);
    return () => this.#listeners.delete(listener);
  }
}
