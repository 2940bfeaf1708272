import type { OutgoingMedia } from '../../src-protocol/media-stream.ts';
import type { Clock } from '../world.ts';

/** What a device did not acknowledge is kept so long for it (PROTOCOL 7). */
export const keptMs = 5000;
/** 5 s of 10 ms frames. */
const maxKept = 500;

/** Media with its number in the stream of the device that it is for. */
export type NumberedMedia = OutgoingMedia & { readonly sequence: bigint };

/** Media that was sent to a device. */
export interface SentMedium {
  readonly media: NumberedMedia;
  /** When it was sent first, ms. */
  readonly at: number;
}

/** Media of one stream that its device has not acknowledged: it may not have got it. */
export class SentMedia {
  readonly #clock: Clock;
  readonly #kept: Map<bigint, SentMedium>;

  /** `known` was sent before, by another process. */
  constructor(clock: Clock, known: readonly SentMedium[] = []) {
    this.#clock = clock;
    this.#kept = new Map(known.map((each) => [each.media.sequence, each]));
  }

  add(media: NumberedMedia): void {
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
