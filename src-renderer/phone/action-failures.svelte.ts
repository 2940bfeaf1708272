import { SvelteMap } from 'svelte/reactivity';
import { PhoneError, type PhoneFailure } from '../../src-bridge/phone-error.ts';

/** What came of the last command in each place of the page (a card, the dial box), to be shown there when it failed. */
export class ActionFailures {
  readonly #failures = new SvelteMap<string, PhoneFailure>();

  /** The failure of the last command of `place`, if it failed. */
  of(place: string): PhoneFailure | undefined {
    return this.#failures.get(place);
  }

  /** Runs a command for `place`. Resolves true when it went well; a failure is kept until the next command there. */
  async run(place: string, command: () => Promise<unknown>): Promise<boolean> {
    this.#failures.delete(place);
    try {
      await command();
      return true;
    } catch (thrown) {
      this.#failures.set(place, PhoneError.from(thrown).toFailure());
      return false;
    }
  }

  clear(place: string): void {
    this.#failures.delete(place);
  }
}
