import type { CallEvent } from '../../src-protocol/events.ts';

/** More than a device says in the 5 s for which it says again what may have been lost. */
const maxRemembered = 64;

/** Recognises what a device says a second time because it does not know that the first time got through. */
export class RepeatedEvents {
  readonly #seen = new Set<string>();

  /** True for an event, of the same time and content, that `sender` has sent before. */
  has(sender: string, event: CallEvent): boolean {
    if (event.timestamp === undefined) return false;
    const key = `${sender} ${JSON.stringify(event)}`;
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    const oldest = this.#seen.values().next().value;
    if (this.#seen.size > maxRemembered && oldest !== undefined) this.#seen.delete(oldest);
    return false;
  }
}
