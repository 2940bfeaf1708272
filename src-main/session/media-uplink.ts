import type { Acknowledgement } from '../../src-protocol/chunk.ts';
import { encodeMediaBody, maxBodyBytes, readMediaBody } from '../../src-protocol/media-body.ts';
import { OutgoingStream } from '../../src-protocol/media-stream.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { AudioPacket } from '../../src-bridge/audio-port.ts';
import { comfortNoise } from './comfort-noise.ts';
import type { Clock } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import { readBody } from './read-body.ts';
import { SentMedia } from './sent-media.ts';

const mediaContentType = 'application/octet-stream';
/** The provider's own sink (PROTOCOL 6). */
const serverSink = 0;
/** A device that has media sends at least one chunk a second (PROTOCOL 6). */
const keepAliveMs = 900;
/** How long an acknowledgement waits for media that takes it along. */
const acknowledgementDelayMs = 40;
/** What waits for an open byway is kept so long (PROTOCOL 7). */
const bufferedMs = 5000;
/** PUTs that may be under way: 5 s of 20 ms frames. */
const maxUnderWay = 250;
/** A chunk is at most 8 KiB with its envelope (PROTOCOL 6). */
const maxPayloadBytes = 8000;

export interface MediaUplinkOptions {
  readonly client: ProviderClient;
  readonly clock: Clock;
  readonly uri: string;
  /** Id of the source that the directive names. */
  readonly source: number;
  readonly onSent: () => void;
  /** The provider has media of ours. */
  readonly onAcknowledged: () => void;
  /** A PUT failed; its chunk is sent again when the byway is opened again. */
  readonly onFailure: (error: PhoneError) => void;
}

/** The forward half of a media byway (PROTOCOL 6): one PUT a chunk, acknowledgements with it. */
export class MediaUplink {
  readonly #options: MediaUplinkOptions;
  readonly #stream: OutgoingStream;
  readonly #underWay = new Set<AbortController>();
  readonly #sent = new SentMedia(maxUnderWay);
  #waiting: AudioPacket[] = [];
  #acknowledgements: Uint8Array[] = [];
  #isOpen = false;
  #sentAt = 0;
  #stopKeepAlive: () => void = () => undefined;
  #stopFlush: (() => void) | undefined;

  constructor(options: MediaUplinkOptions) {
    this.#options = options;
    this.#stream = new OutgoingStream({ source: options.source, sink: serverSink });
  }

  /**
   * Sends at once what an earlier byway may not have got through and what waited, or a first chunk where there is
   * neither; from now on at least one chunk a second. The provider may know nothing of earlier counters.
   */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#stream.beginAgain();
    const now = this.#options.clock.now();
    const isFresh = ({ timestampMs }: AudioPacket): boolean => timestampMs >= now - bufferedMs;
    const again = this.#sent.takeAll().filter(({ packet }) => isFresh(packet));
    const waited = this.#waiting.splice(0).filter(isFresh);
    for (const { packet, sequence } of again) this.#transmit(packet, sequence);
    for (const packet of waited) this.#transmit(packet);
    if (again.length + waited.length === 0) this.#transmit(comfortNoise(now));
    this.#keepAlive();
  }

  /** Sends a packet; while the byway is closed it waits, up to 5 s. */
  send(packet: AudioPacket): void {
    if (packet.payload.length > maxPayloadBytes) return;
    if (!this.#isOpen) return this.#keep(packet);
    if (this.#underWay.size < maxUnderWay) this.#transmit(packet);
  }

  /** `sequence` is that of a packet that is sent again. */
  #transmit(packet: AudioPacket, sequence?: bigint): void {
    const { clock, onSent } = this.#options;
    this.#sentAt = clock.now();
    const chunk = this.#stream.encode({
      ...(sequence === undefined ? {} : { sequence }),
      timestamp: BigInt(Math.max(0, Math.round(packet.timestampMs))),
      payloadType: packet.payloadType,
      ...(packet.level === undefined ? {} : { level: packet.level }),
      payload: packet.payload,
    });
    this.#sent.add({ sequence: sequence ?? this.#stream.highest ?? 0n, packet });
    void this.#put([chunk, ...this.#takeAcknowledgements()]);
    onSent();
  }

  /** Acknowledges a chunk of the provider: with the next media, or soon without. */
  acknowledge(acknowledgement: Uint8Array): void {
    if (!this.#isOpen) return;
    this.#acknowledgements.push(acknowledgement);
    this.#stopFlush ??= this.#options.clock.after(acknowledgementDelayMs, () => this.flush());
  }

  /** Sends the acknowledgements that wait for media. */
  flush(): void {
    const acknowledgements = this.#takeAcknowledgements();
    if (acknowledgements.length > 0) void this.#put(acknowledgements);
  }

  /** Takes acknowledgements of our media, whichever way they came. */
  acknowledged(acknowledgements: readonly Acknowledgement[]): void {
    for (const acknowledgement of acknowledgements) {
      if (acknowledgement.direction !== 'c2s' || acknowledgement.source !== this.#options.source) continue;
      const sequences = this.#stream.acknowledge(acknowledgement);
      this.#sent.acknowledged(sequences);
      if (sequences.length > 0) this.#options.onAcknowledged();
    }
  }

  /** Stops sending; what may not have got through, and what comes meanwhile, waits for `open`. */
  pause(): void {
    this.#isOpen = false;
    this.#stopKeepAlive();
    this.#takeAcknowledgements();
    for (const request of this.#underWay) request.abort();
  }

  /** Stops sending, and forgets what was to be sent. Closing twice is harmless. */
  close(): void {
    this.pause();
    this.#sent.takeAll();
    this.#waiting = [];
  }

  #keep(packet: AudioPacket): void {
    this.#waiting.push(packet);
    const oldest = this.#options.clock.now() - bufferedMs;
    while ((this.#waiting[0]?.timestampMs ?? Infinity) < oldest || this.#waiting.length > maxUnderWay)
      this.#waiting.shift();
  }

  #takeAcknowledgements(): Uint8Array[] {
    this.#stopFlush?.();
    this.#stopFlush = undefined;
    return this.#acknowledgements.splice(0);
  }

  async #put(chunks: readonly Uint8Array[]): Promise<void> {
    const { client, uri, onFailure } = this.#options;
    const request = new AbortController();
    this.#underWay.add(request);
    try {
      const response = await client.send({
        method: 'PUT',
        uri,
        missing: 'call-ended',
        contentType: mediaContentType,
        body: encodeMediaBody(chunks),
        signal: request.signal,
      });
      this.acknowledged(readMediaBody(await readBody(response, maxBodyBytes)).acknowledgements);
    } catch (error) {
      if (this.#isOpen) onFailure(PhoneError.from(error));
    } finally {
      this.#underWay.delete(request);
    }
  }

  /** One timer, set for the moment at which a second without a chunk would be near. */
  #keepAlive(): void {
    const { clock } = this.#options;
    const dueAt = this.#sentAt + keepAliveMs;
    this.#stopKeepAlive = clock.after(dueAt - clock.now(), () => {
      if (clock.now() >= this.#sentAt + keepAliveMs) this.send(comfortNoise(clock.now()));
      this.#keepAlive();
    });
  }
}
