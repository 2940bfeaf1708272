import type { Clock } from '../world.ts';
import type { RelayedMedia } from './relayed-media.ts';

/** What a device did not acknowledge is kept so long for it (PROTOCOL 7). */
const keptMs = 5000;
/** 5 s of 10 ms frames. */
const maxKept = 500;

/** Media that was sent to a device, with its number there. */
export interface SentMedium {
  readonly media: RelayedMedia;
  /** When it was sent first, ms. */
  readonly at: number;
}

/** Media of one stream that its device has not acknowledged: it may not have got it. */
export class SentMedia {
  readonly #clock: Clock;
  readonly #kept = new Map<bigint, SentMedium>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `media` is numbered as it was sent to the device. */
  add(media: RelayedMedia): void {
    this.#kept.set(media.sequence, { media, at: this.#clock.now() });
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > maxKept && oldest !== undefined) this.#kept.delete(oldest);
  }

  acknowledged(sequences: readonly bigint[]): void {
    for (const sequence of sequences) this.#kept.delete(sequence);
  }

  /** What is not too old to be sent again, in the order in which it was sent; older media is forgotten. */
  get fresh(): readonly SentMedium[] {
    const oldest = this.#clock.now() - keptMs;
    for (const [sequence, { at }] of this.#kept) if (at < oldest) this.#kept.delete(sequence);
    return [...this.#kept.values()];
  }
}
