import type { StreamItem } from './stream-item.ts';

/** What became of a packet that was put in. */
export type Placement =
  /** It waits for its turn. */
  | 'queued'
  /** Its turn had come and gone. */
  | 'late'
  /** It was there already. */
  | 'duplicate';

/** The place of an item on the time line, kept beside it while it waits. */
export interface Placed {
  readonly item: StreamItem;
  readonly position: number;
  /** Silence, not loss, lies before it. */
  readonly isStart: boolean;
  /** Nobody misses it: it is no speech, or silence that was sent as speech. */
  readonly isQuiet: boolean;
}

/** Counts of packets since the beginning of the stream. */
export interface BufferCounts {
  readonly received: number;
  /** Passed over and never seen. */
  readonly lost: number;
  /** Seen only after they had been passed over. */
  readonly late: number;
}

/** A gap wider than this is a change of the sender's numbering, not loss. */
const widestLoss = 250;

/** Puts the packets of one stream into order and hands them out once each, by sequence number. */
export class JitterBuffer {
  readonly #waiting: Placed[] = [];
  readonly #missing = new Set<number>();
  /** The number whose turn it is; undefined until the first packet was taken. */
  #due: number | undefined;
  #received = 0;
  #lost = 0;
  #late = 0;

  get counts(): BufferCounts {
    return { received: this.#received, lost: this.#lost, late: this.#late };
  }

  /** How many packets wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** The waiting packet with the lowest number. */
  get first(): Placed | undefined {
    return this.#waiting[0];
  }

  /** All that waits, in order. */
  get waiting(): readonly Placed[] {
    return this.#waiting;
  }

  /** The number whose turn it is; undefined until a packet was taken. */
  get due(): number | undefined {
    return this.#due;
  }

  /** How many packets are missing before the first. */
  get missingBeforeFirst(): number {
    const first = this.#waiting[0];
    return first === undefined || this.#due === undefined ? 0 : first.item.sequence - this.#due;
  }

  put(placed: Placed): Placement {
    const { sequence } = placed.item;
    if (this.#due !== undefined && sequence < this.#due) return this.#comesTooLate(sequence);
    const index = this.#waiting.findLastIndex(({ item }) => item.sequence <= sequence);
    if (this.#waiting[index]?.item.sequence === sequence) return 'duplicate';
    this.#waiting.splice(index + 1, 0, placed);
    this.#received++;
    return 'queued';
  }

  /** Takes the first packet out; what is missing before it counts as lost. */
  take(): Placed | undefined {
    const first = this.#waiting.shift();
    if (first === undefined) return undefined;
    this.#passOver(this.#due ?? first.item.sequence, first.item.sequence);
    this.#due = first.item.sequence + 1;
    return first;
  }

  #passOver(from: number, to: number): void {
    if (to - from > widestLoss) return this.#missing.clear();
    for (let sequence = from; sequence < to; sequence++) this.#missing.add(sequence);
    this.#lost += to - from;
    for (const sequence of this.#missing) if (sequence < to - widestLoss) this.#missing.delete(sequence);
  }

  #comesTooLate(sequence: number): Placement {
    if (!this.#missing.delete(sequence)) return 'duplicate';
    this.#lost--;
    this.#late++;
    this.#received++;
    return 'late';
  }
}
