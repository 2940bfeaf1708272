import type { AudioPacket } from '../../src-bridge/audio-port.ts';

/** Media of a stream, numbered once it was sent. */
export interface SentPacket {
  readonly sequence: bigint;
  readonly packet: AudioPacket;
}

/** Media that was sent and not acknowledged yet, in the order of its numbers: the provider may not have it. */
export class SentMedia {
  readonly #packets = new Map<bigint, AudioPacket>();
  readonly #limit: number;

  /** Keeps the newest `limit` packets. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add({ sequence, packet }: SentPacket): void {
    this.#packets.set(sequence, packet);
    const oldest = this.#packets.keys().next().value;
    if (this.#packets.size > this.#limit && oldest !== undefined) this.#packets.delete(oldest);
  }

  acknowledged(sequences: readonly bigint[]): void {
    for (const sequence of sequences) this.#packets.delete(sequence);
  }

  /** Takes everything out. */
  takeAll(): readonly SentPacket[] {
    const all = [...this.#packets].map(([sequence, packet]) => ({ sequence, packet }));
    this.#packets.clear();
    return all;
  }
}
