import type { SipLimits } from '../../../src-bridge/sip-limits.ts';

/** A connection as the gate knows it. */
export interface GatedConnection {
  /** Nobody was served over it yet: it is closed where room is needed. */
  isStranger: boolean;
  /** Ends it at once. */
  readonly destroy: () => void;
}

/** How many connections there may be, of all transports and of each address. */
export class ConnectionGate {
  readonly #limits: SipLimits;
  /** The oldest first. */
  readonly #all = new Map<GatedConnection, string>();
  readonly #ofAddress = new Map<string, number>();

  constructor(limits: SipLimits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#all.size;
  }

  /** Lets a connection of a peer in, where there is room or it can be made; returns the way to take it out again. */
  admit(connection: GatedConnection, address: string): (() => void) | undefined {
    const isTooMuch = (this.#ofAddress.get(address) ?? 0) >= this.#limits.connectionsPerAddress;
    return isTooMuch ? undefined : this.admitOurs(connection, address);
  }

  /** The same for one that we open: how many an address has does not count. */
  admitOurs(connection: GatedConnection, address: string): (() => void) | undefined {
    if (this.#all.size >= this.#limits.connections) this.#makeRoom();
    if (this.#all.size >= this.#limits.connections) return undefined;
    this.#all.set(connection, address);
    this.#ofAddress.set(address, (this.#ofAddress.get(address) ?? 0) + 1);
    return () => this.#remove(connection, address);
  }

  /** Ends the oldest connection of a stranger. */
  #makeRoom(): void {
    for (const [connection, address] of this.#all) {
      if (!connection.isStranger) continue;
      this.#remove(connection, address);
      connection.destroy();
      return;
    }
  }

  #remove(connection: GatedConnection, address: string): void {
    if (!this.#all.delete(connection)) return;
    const left = (this.#ofAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#ofAddress.set(address, left);
    else this.#ofAddress.delete(address);
  }
}
