/** How many numbers below the highest are remembered. */
export const windowSize = 1024n;

/** Values kept for the newest numbers of a stream: bounded however long it lasts and however far it jumps. */
export class NumberWindow<T> {
  readonly #slots: ({ readonly number: bigint; readonly value: T } | undefined)[] = [];
  #highest: bigint | undefined;

  get highest(): bigint | undefined {
    return this.#highest;
  }

  /** The numbers that a value is kept for, in no order. */
  get numbers(): readonly bigint[] {
    return this.#slots.flatMap((slot) => (slot === undefined || this.isBelow(slot.number) ? [] : [slot.number]));
  }

  /** The value kept for `number`; undefined when none was, or when it lies more than a window below the highest. */
  get(number: bigint): T | undefined {
    const slot = this.#slots[slotOf(number)];
    return slot?.number === number && !this.isBelow(number) ? slot.value : undefined;
  }

  /** Keeps `value` for `number`. A number below the window is not kept, so that it takes no newer one's place. */
  set(number: bigint, value: T): void {
    if (this.isBelow(number)) return;
    this.#slots[slotOf(number)] = { number, value };
    if (this.#highest === undefined || number > this.#highest) this.#highest = number;
  }

  /** True when `number` is too old to be kept. */
  isBelow(number: bigint): boolean {
    return this.#highest !== undefined && number <= this.#highest - windowSize;
  }
}

function slotOf(number: bigint): number {
  return Number(number % windowSize);
}
