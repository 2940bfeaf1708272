import {
  encodeAcknowledgement,
  encodeMediaChunk,
  type Acknowledgement,
  type Direction,
  type MediaChunk,
} from './chunk.ts';
import { encodeCounter, expandCounter, isWithinReach, wholeCounterWidth } from './counter.ts';
import { NumberWindow } from './number-window.ts';

const sequenceWidth = 2;
const timestampWidth = 3;

/** Media to be sent. `sequence` is absent where the stream numbers by itself; `timestamp` is ms since the epoch. */
export interface OutgoingMedia {
  readonly sequence?: bigint;
  readonly timestamp: bigint;
  readonly payloadType: number;
  readonly level?: number;
  readonly isVoice?: boolean;
  readonly payload: Uint8Array;
}

/** Sequence number and timestamp, whole. */
interface Position {
  readonly sequence: bigint;
  readonly timestamp: bigint;
}

/**
 * The sending end of a stream (PROTOCOL 6). Sequence number and timestamp go out whole until a whole value was
 * acknowledged, then truncated; whole again where a peer could not expand them, after a jump or a long silence of its
 * acknowledgements.
 */
export class OutgoingStream {
  readonly #ids: { readonly source: number; readonly sink: number };
  /** Timestamps of what was sent lately. */
  readonly #sent = new NumberWindow<bigint>();
  #furthestSent: Position | undefined;
  #furthestAcknowledged: Position | undefined;

  constructor(ids: { source: number; sink: number }) {
    this.#ids = { source: ids.source, sink: ids.sink };
  }

  /** The highest sequence number sent so far. */
  get highest(): bigint | undefined {
    return this.#sent.highest;
  }

  /** The bytes of the chunk that carries `media`. */
  encode(media: OutgoingMedia): Uint8Array<ArrayBuffer> {
    const position = { sequence: media.sequence ?? this.#nextSequence(media.timestamp), timestamp: media.timestamp };
    const isTruncated = this.#canTruncate(position);
    this.#sent.set(position.sequence, position.timestamp);
    this.#furthestSent = furthest(this.#furthestSent, position);
    return encodeMediaChunk({
      ...media,
      ...this.#ids,
      sequence: encodeCounter(position.sequence, isTruncated ? sequenceWidth : wholeCounterWidth),
      timestamp: encodeCounter(position.timestamp, isTruncated ? timestampWidth : wholeCounterWidth),
    });
  }

  /**
   * Takes note of an acknowledgement of this stream and returns the numbers in it that were really sent, among the
   * newest 1024; others are ignored.
   */
  acknowledge(ack: Acknowledgement): readonly bigint[] {
    const known: bigint[] = [];
    for (const bytes of ack.sequences) {
      const sequence = expandCounter(bytes, this.highest);
      if (sequence === undefined) continue;
      const timestamp = this.#sent.get(sequence);
      if (timestamp === undefined) continue;
      known.push(sequence);
      if (bytes.length === wholeCounterWidth || this.#furthestAcknowledged !== undefined)
        this.#furthestAcknowledged = furthest(this.#furthestAcknowledged, { sequence, timestamp });
    }
    return known;
  }

  /** The receiver may know nothing of what it acknowledged before: counters go out whole again until one is. */
  beginAgain(): void {
    this.#furthestAcknowledged = undefined;
  }

  /** A stream starts at its first timestamp, so that one begun anew after a restart goes on above the old numbers. */
  #nextSequence(timestamp: bigint): bigint {
    return this.highest === undefined ? timestamp : this.highest + 1n;
  }

  /** The peer's highest lies between what it acknowledged and what was sent: the value must be in reach of both. */
  #canTruncate(position: Position): boolean {
    return isInReachOf(this.#furthestAcknowledged, position) && isInReachOf(this.#furthestSent, position);
  }
}

/** Up to where a stream was received, and which of its newest 1024 numbers came. */
export interface ReceivedSoFar {
  readonly sequence: bigint;
  readonly timestamp: bigint;
  readonly numbers: readonly bigint[];
}

/** The receiving end of a stream (PROTOCOL 6): expands what was truncated and recognises duplicates. */
export class IncomingStream {
  #received = new NumberWindow<true>();
  #furthest: Position | undefined;

  /** `known` is what another receiver of the same stream had before. */
  constructor(known?: ReceivedSoFar) {
    if (known === undefined) return;
    this.#furthest = { sequence: known.sequence, timestamp: known.timestamp };
    for (const number of known.numbers) this.#received.set(number, true);
  }

  /** Undefined before anything came. */
  get soFar(): ReceivedSoFar | undefined {
    return this.#furthest && { ...this.#furthest, numbers: this.#received.numbers };
  }

  /**
   * The whole numbers of a chunk, and whether the same number came before among the newest 1024. Undefined when it is
   * truncated and no whole value came before it. A whole number more than 1024 below the highest is taken for a sender
   * that began anew: later numbers are expanded near it.
   */
  receive(chunk: MediaChunk): { sequence: bigint; timestamp: bigint; isDuplicate: boolean } | undefined {
    const sequence = expandCounter(chunk.sequence, this.#furthest?.sequence);
    const timestamp = expandCounter(chunk.timestamp, this.#furthest?.timestamp);
    if (sequence === undefined || timestamp === undefined) return undefined;
    if (chunk.sequence.length === wholeCounterWidth && this.#received.isBelow(sequence)) this.#beginAnew();
    const isDuplicate = this.#received.get(sequence) !== undefined;
    this.#received.set(sequence, true);
    this.#furthest = furthest(this.#furthest, { sequence, timestamp });
    return { sequence, timestamp, isDuplicate };
  }

  /**
   * The encoded acknowledgement of a chunk of this stream, echoing its number as it stood. `direction` is the chunk's,
   * `receivedAt` ms since the epoch.
   */
  acknowledgement(chunk: MediaChunk, direction: Direction, receivedAt: number): Uint8Array<ArrayBuffer> {
    const { source, sink, sequence } = chunk;
    return encodeAcknowledgement({ direction, source, sink, sequences: [sequence], receivedAt });
  }

  #beginAnew(): void {
    this.#received = new NumberWindow();
    this.#furthest = undefined;
  }
}

function furthest(reached: Position | undefined, next: Position): Position {
  if (reached === undefined) return next;
  return {
    sequence: next.sequence > reached.sequence ? next.sequence : reached.sequence,
    timestamp: next.timestamp > reached.timestamp ? next.timestamp : reached.timestamp,
  };
}

function isInReachOf(reached: Position | undefined, next: Position): boolean {
  return (
    reached !== undefined &&
    isWithinReach(next.sequence, reached.sequence, sequenceWidth) &&
    isWithinReach(next.timestamp, reached.timestamp, timestampWidth)
  );
}
