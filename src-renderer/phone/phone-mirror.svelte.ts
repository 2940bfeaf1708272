import { createPhoneClient, type PhoneClient } from '../../src-bridge/phone-client.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { PhoneLink, Reach } from './phone-link.ts';

/** The state of the phone as the page last heard it, read-only, and the commands that change it. */
export class PhoneMirror {
  readonly commands: PhoneClient;
  #state = $state.raw<PhoneState>();
  #reach = $state<Reach>('connecting');
  readonly #stops: readonly (() => void)[];

  constructor(link: PhoneLink) {
    this.commands = createPhoneClient(link.bridge);
    this.#stops = [
      this.commands.subscribe((state) => (this.#state = state)),
      link.onReach((reach) => (this.#reach = reach)),
      () => link.close(),
    ];
  }

  /** The latest snapshot; undefined until the first one has come. */
  get state(): PhoneState | undefined {
    return this.#state;
  }

  get reach(): Reach {
    return this.#reach;
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }
}
