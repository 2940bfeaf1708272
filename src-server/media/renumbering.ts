/** How many changes of sender are remembered for late chunks. */
const rememberedSenders = 8;

/** Where a numbering stands: its highest number, and the sender whose offset holds. */
export interface Numbering {
  readonly highest: bigint;
  readonly current?: { readonly sender: string; readonly offset: bigint } | undefined;
}

/**
 * Gives the chunks of several senders the numbers of one stream: each sender's number plus an offset that stays, so
 * that gaps stay gaps and late chunks stay late, and numbers grow over a change of sender (PROTOCOL 6).
 */
export class Renumbering {
  readonly #offsets = new Map<string, bigint>();
  #current: string | undefined;
  #highest: bigint;

  /** The next sender begins above `highest`, unless it is the current one. */
  constructor({ highest, current }: Numbering) {
    this.#highest = highest;
    this.#current = current?.sender;
    if (current !== undefined) this.#offsets.set(current.sender, current.offset);
  }

  get numbering(): Numbering {
    const [sender, offset] = [this.#current, this.#offsets.get(this.#current ?? '')];
    const current = sender === undefined || offset === undefined ? undefined : { sender, offset };
    return { highest: this.#highest, current };
  }

  /** The number in the joint stream for chunk `sequence` of `sender`. */
  number(sender: string, sequence: bigint): bigint {
    if (sender !== this.#current) this.#begin(sender, sequence);
    const number = sequence + (this.#offsets.get(sender) ?? 0n);
    if (number > this.#highest) this.#highest = number;
    return number;
  }

  #begin(sender: string, sequence: bigint): void {
    this.#current = sender;
    this.#offsets.delete(sender);
    this.#offsets.set(sender, this.#highest + 1n - sequence);
    const oldest = this.#offsets.keys().next().value;
    if (this.#offsets.size > rememberedSenders && oldest !== undefined) this.#offsets.delete(oldest);
  }
}
