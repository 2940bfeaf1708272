/** How many changes of sender are remembered for late chunks. */
const rememberedSenders = 8;

/**
 * Gives the chunks of several senders the numbers of one stream: each sender's number plus an offset that stays, so
 * that gaps stay gaps and late chunks stay late, and numbers grow over a change of sender (PROTOCOL 6).
 */
export class Renumbering {
  readonly #offsets = new Map<string, bigint>();
  #current: string | undefined;
  #highest: bigint;

  /** `first` is the number of the first chunk: the wall clock, ms, so that a process that takes over goes on above. */
  constructor(first: bigint) {
    this.#highest = first - 1n;
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
