import { IncomingStream, OutgoingStream } from '../../src-protocol/media-stream.ts';
import type { Acknowledgement, MediaChunk } from '../../src-protocol/chunk.ts';
import type { Clock } from '../world.ts';
import { MediaOutlet } from './media-outlet.ts';
import type { RelayedMedia } from './relayed-media.ts';
import { Renumbering } from './renumbering.ts';
import { SentMedia } from './sent-media.ts';

const serverSource = 0;
const maxIncomingStreams = 16;

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

  constructor(options: { clock: Clock; sink: number; onDropped: () => void }) {
    this.#clock = options.clock;
    this.outlet = new MediaOutlet(options);
    this.#sent = new SentMedia(options.clock);
    this.#renumbering = new Renumbering(BigInt(options.clock.now()));
    this.#outgoing = new OutgoingStream({ source: serverSource, sink: options.sink });
  }

  /** When a chunk was last sent to the device, ms. */
  get sentAt(): number | undefined {
    return this.#sentAt;
  }

  send(media: RelayedMedia): void {
    this.#sentAt = this.#clock.now();
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
    this.outlet.restart(this.#sent.fresh.map(({ media, at }) => ({ chunk: this.#outgoing.encode(media), at })));
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

  #streamOf({ source, sink }: MediaChunk): IncomingStream {
    const key = source * 256 + sink;
    const known = this.#incoming.get(key);
    if (known !== undefined) return known;
    const stream = new IncomingStream();
    if (this.#incoming.size < maxIncomingStreams) this.#incoming.set(key, stream);
    return stream;
  }
}
