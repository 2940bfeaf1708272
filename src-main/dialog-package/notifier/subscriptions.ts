import type { DialogNames, SubscriberDialog } from './subscriber-dialog.ts';
import type { Subscription } from './subscription.ts';
import type { Proof } from './trust/trust.ts';

/** A subscription with what a later request needs of it. */
export interface Held {
  readonly subscription: Subscription;
  readonly dialog: SubscriberDialog;
  /** The address that it counts for. */
  readonly address: string;
  /** The line that is watched, by the user part that was asked for; absent for every line. */
  readonly line: { readonly id: string; readonly user: string } | undefined;
  readonly eventId: string | undefined;
  readonly isShared: boolean;
  /** Why it is trusted: what its last request proved. */
  proof: Proof;
}

/** The subscriptions that there are, found by our tag, and counted by their addresses until nothing is left of them. */
export class Subscriptions {
  readonly #byTag = new Map<string, Held>();
  readonly #all = new Set<Held>();
  readonly #byAddress = new Map<string, number>();
  readonly #onEmpty: () => void;

  /** `onEmpty` is called when the last one counts no more. */
  constructor(onEmpty: () => void) {
    this.#onEmpty = onEmpty;
  }

  /** Those that can be renewed. */
  get active(): readonly Held[] {
    return [...this.#byTag.values()];
  }

  /** Also those of which the last NOTIFY is on its way. */
  get all(): readonly Held[] {
    return [...this.#all];
  }

  get activeCount(): number {
    return this.#byTag.size;
  }

  get count(): number {
    return this.#all.size;
  }

  countOf(address: string): number {
    return this.#byAddress.get(address) ?? 0;
  }

  find(names: DialogNames): Held | undefined {
    const held = this.#byTag.get(names.localTag ?? '');
    return held?.dialog.isNamed(names) === true ? held : undefined;
  }

  add(localTag: string, held: Held): void {
    this.#byTag.set(localTag, held);
    this.#all.add(held);
    this.#byAddress.set(held.address, this.countOf(held.address) + 1);
  }

  /** It is found no more. */
  hide(localTag: string): void {
    this.#byTag.delete(localTag);
  }

  /** It counts no more. */
  remove(held: Held): void {
    if (!this.#all.delete(held)) return;
    const left = this.countOf(held.address) - 1;
    if (left > 0) this.#byAddress.set(held.address, left);
    else this.#byAddress.delete(held.address);
    if (this.#all.size === 0) this.#onEmpty();
  }
}
