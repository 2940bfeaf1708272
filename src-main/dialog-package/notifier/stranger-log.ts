import type { Log } from '../../session/ports.ts';

/** Addresses that are remembered; more are not told of. */
const mostAddresses = 100;

/** Tells the log of each address once that it is not trusted, so that a person finds out why a desk phone stays dark. */
export class StrangerLog {
  readonly #log: Log;
  readonly #addresses = new Set<string>();

  constructor(log: Log) {
    this.#log = log;
  }

  note(address: string): void {
    if (this.#addresses.has(address) || this.#addresses.size === mostAddresses) return;
    this.#addresses.add(address);
    this.#log.info('an address that is not trusted was refused', { address });
  }

  /** Tells of each anew. */
  forget(): void {
    this.#addresses.clear();
  }
}
