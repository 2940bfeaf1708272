/** Numbers the calls of each line (RFC 7463): a call has the lowest that is free, for as long as it lasts. */
export class AppearanceNumbers {
  readonly #calls = new Map<string, { readonly lineId: string; readonly number: number }>();

  /** The number of a call, from 1: the one it has, or a new one. */
  take(callId: string, lineId: string): number {
    const known = this.#calls.get(callId);
    if (known !== undefined) return known.number;
    const taken = new Set(
      [...this.#calls.values()].filter((call) => call.lineId === lineId).map((call) => call.number),
    );
    let number = 1;
    while (taken.has(number)) number++;
    this.#calls.set(callId, { lineId, number });
    return number;
  }

  /** Frees the numbers of all calls but these. */
  keep(callIds: ReadonlySet<string>): void {
    for (const callId of this.#calls.keys()) if (!callIds.has(callId)) this.#calls.delete(callId);
  }
}
