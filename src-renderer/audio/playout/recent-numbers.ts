/** Numbers kept: far more than a network turns over. */
const memory = 512;

/** Tells packets seen for the first time from copies, so that a decoder never gets a frame twice. */
export class RecentNumbers {
  readonly #numbers = new Set<number>();

  /** Whether `number` is seen for the first time; takes note of it. */
  isNew(number: number): boolean {
    if (this.#numbers.has(number)) return false;
    this.#numbers.add(number);
    if (this.#numbers.size > memory) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    for (const oldest of this.#numbers) {
      this.#numbers.delete(oldest);
      return;
    }
  }
}
