import { IncomingStream, OutgoingStream } from '../../src-protocol/media-stream.ts';
import type { Acknowledgement, MediaChunk } from '../../src-protocol/chunk.ts';
import type { Clock } from '../world.ts';
import { MediaOutlet } from './media-outlet.ts';
import {
  readNumbering,
  readReceived,
  readSent,
  recordNumbering,
  recordReceived,
  recordSent,
  type DeviceMediaRecord,
} from './media-record.ts';
import type { RelayedMedia } from './relayed-media.ts';
import { Renumbering } from './renumbering.ts';
import { SentMedia } from './sent-media.ts';

const serverSource = 0;
const maxIncomingStreams = 16;

export interface DeviceMediaOptions {
  readonly clock: Clock;
  /** The id of the device's sink. */
  readonly sink: number;
  readonly onDropped: () => void;
  /** As another process left it. */
  readonly known?: DeviceMediaRecord;
}

/** A chunk of a device with its counters whole, and what is to be answered to it. */
export interface ReceivedChunk {
  readonly sequence: bigint;
  readonly timestamp: bigint;
  readonly isDuplicate: boolean;
  readonly acknowledgement: Uint8Array;
}

/** The media of one device on one leg: its parked GETs and the counters of its streams in both directions. */
export class DeviceMedia {
  readonly outlet: MediaOutlet;
  readonly #clock: Clock;
  readonly #outgoing: OutgoingStream;
  readonly #incoming = new Map<number, IncomingStream>();
  readonly #renumbering: Renumbering;
  readonly #sent: SentMedia;
  #sentAt: number | undefined;
  #isDeviceHeard: boolean;

  constructor({ clock, sink, onDropped, known }: DeviceMediaOptions) {
    this.#clock = clock;
    this.outlet = new MediaOutlet({ clock, onDropped });
    this.#sent = new SentMedia(clock, known && readSent(known.sent));
    // A process that takes over unprepared goes on above what it cannot know.
    const numbering = known === undefined ? { highest: BigInt(clock.now()) - 1n } : readNumbering(known.numbering);
    this.#renumbering = new Renumbering(numbering);
    this.#isDeviceHeard = numbering.current !== undefined;
    this.#outgoing = new OutgoingStream({ source: serverSource, sink });
    for (const each of known?.received ?? []) this.#incoming.set(keyOf(each), new IncomingStream(readReceived(each)));
    this.#sendAgain();
  }

  /** When a chunk was last sent to the device, ms. */
  get sentAt(): number | undefined {
    return this.#sentAt;
  }

  /** Everything from which another process can go on. */
  get record(): Omit<DeviceMediaRecord, 'device'> {
    const { highest, current } = this.#renumbering.numbering;
    return {
      numbering: recordNumbering({ highest, ...(this.#isDeviceHeard && { current }) }),
      sent: recordSent(this.#sent.fresh),
      received: [...this.#incoming].flatMap(([key, { soFar }]) => (soFar ? recordReceived(idsOf(key), soFar) : [])),
    };
  }

  send(media: RelayedMedia): void {
    this.#sentAt = this.#clock.now();
    this.#isDeviceHeard = media.isFromDevice;
    const numbered = { ...media, sequence: this.#renumbering.number(media.sender, media.sequence) };
    this.#sent.add(numbered);
    this.outlet.send(this.#outgoing.encode(numbered));
  }

  /** The device hears from the beginning: it may have forgotten what it heard before. */
  beginAgain(): void {
    this.#outgoing.beginAgain();
  }

  /**
   * The device opened its byways anew: the GETs that it parked before are dead, and what it may not have got of the
   * last 5 s is sent again (PROTOCOL 7).
   */
  returned(): void {
    this.#outgoing.beginAgain();
    this.#sendAgain();
  }

  acknowledged(acknowledgement: Acknowledgement): void {
    if (acknowledgement.direction !== 's2c') return;
    this.#sent.acknowledged(this.#outgoing.acknowledge(acknowledgement));
  }

  /**
   * Takes a chunk of the device. Undefined for one whose counters cannot be known, which is not acknowledged, so that
   * its sender says it again.
   */
  receive(chunk: MediaChunk): ReceivedChunk | undefined {
    const stream = this.#streamOf(chunk);
    const received = stream.receive(chunk);
    return received && { ...received, acknowledgement: stream.acknowledgement(chunk, 'c2s', this.#clock.now()) };
  }

  #sendAgain(): void {
    this.outlet.restart(this.#sent.fresh.map(({ media, at }) => ({ chunk: this.#outgoing.encode(media), at })));
  }

  #streamOf(chunk: MediaChunk): IncomingStream {
    const key = keyOf(chunk);
    const known = this.#incoming.get(key);
    if (known !== undefined) return known;
    const stream = new IncomingStream();
    if (this.#incoming.size < maxIncomingStreams) this.#incoming.set(key, stream);
    return stream;
  }
}

function keyOf({ source, sink }: { source: number; sink: number }): number {
  return source * 256 + sink;
}

function idsOf(key: number): { source: number; sink: number } {
  return { source: Math.floor(key / 256), sink: key % 256 };
}
