import type { Acknowledgement, MediaChunk } from '../../src-protocol/chunk.ts';
import { maxBodyBytes, readMediaBody } from '../../src-protocol/media-body.ts';
import { IncomingStream } from '../../src-protocol/media-stream.ts';
import { payloadTypes, type AudioPacket } from '../../src-bridge/audio-port.ts';
import type { PhoneError } from '../../src-bridge/phone-error.ts';
import { LastingConnection, type AttemptResult } from './lasting-connection.ts';
import { withLinkedAbort } from './linked-abort.ts';
import type { Clock } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import { readBody } from './read-body.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';
import { badResponse } from './response-failure.ts';
import { sleep } from './sleep.ts';

/** GETs that a device keeps open (PROTOCOL 6). */
const parkedGets = 20;
/** A GET that was answered without media sooner than this is not replaced at once, lest a provider keeps us spinning. */
const shortestEmptyMs = 1000;
const maxStreams = 8;
const knownTypes: ReadonlySet<number> = new Set(Object.values(payloadTypes));

export interface MediaDownlinkOptions {
  readonly client: ProviderClient;
  readonly clock: Clock;
  readonly policy: ReconnectPolicy;
  readonly uri: string;
  readonly onPacket: (packet: AudioPacket) => void;
  /** Gets the encoded acknowledgement of each chunk, to be sent to the provider. */
  readonly onReceived: (acknowledgement: Uint8Array) => void;
  readonly onAcknowledged: (acknowledgements: readonly Acknowledgement[]) => void;
  readonly onGone: (problem: PhoneError) => void;
}

/** The reverse half of a media byway (PROTOCOL 6): parked GETs, each replaced as soon as it was answered. */
export class MediaDownlink {
  readonly #options: MediaDownlinkOptions;
  readonly #streams = new Map<number, NumberedStream>();
  #slots: readonly LastingConnection[] = [];

  constructor(options: MediaDownlinkOptions) {
    this.#options = options;
  }

  open(): void {
    const { clock, policy, onGone } = this.#options;
    this.#slots = Array.from(
      { length: parkedGets },
      () =>
        new LastingConnection({
          clock,
          policy,
          attempt: (signal, opened) => this.#keepParked(signal, opened),
          isFinal: (error) => error.code === 'call-ended' || error.code === 'sign-in-required',
          onStatus: (status) => {
            if (status.kind === 'closed' && status.problem?.code === 'call-ended') onGone(status.problem);
          },
        }),
    );
    for (const slot of this.#slots) void slot.start();
  }

  retryNow(): void {
    for (const slot of this.#slots) slot.retryNow();
  }

  close(): void {
    for (const slot of this.#slots) slot.close();
    this.#slots = [];
  }

  async #keepParked(signal: AbortSignal, opened: () => void): Promise<AttemptResult> {
    const { clock } = this.#options;
    let isOpen = false;
    for (;;) {
      const askedAt = clock.now();
      const body = await this.#get(signal);
      if (signal.aborted) return 'ended';
      if (!isOpen) opened();
      isOpen = true;
      if (!this.#take(body) && clock.now() - askedAt < shortestEmptyMs) await sleep(clock, shortestEmptyMs, signal);
    }
  }

  #get(slotSignal: AbortSignal): Promise<Uint8Array> {
    const { client, uri } = this.#options;
    return withLinkedAbort(slotSignal, async ({ signal }) => {
      const response = await client.send({ method: 'GET', uri, missing: 'call-ended', signal });
      try {
        return await readBody(response, maxBodyBytes);
      } catch (error) {
        throw badResponse(error);
      }
    });
  }

  /** Returns true when the body held media that was not there before. */
  #take(body: Uint8Array): boolean {
    const { media, acknowledgements } = readMediaBody(body);
    if (acknowledgements.length > 0) this.#options.onAcknowledged(acknowledgements);
    const stream = media === undefined ? undefined : this.#streamOf(media);
    if (media === undefined || stream === undefined) return false;
    const packet = stream.read(media);
    this.#options.onReceived(stream.counters.acknowledgement(media, 's2c', this.#options.clock.now()));
    if (packet === undefined) return false;
    this.#options.onPacket(packet);
    return true;
  }

  #streamOf({ source, sink }: MediaChunk): NumberedStream | undefined {
    const key = source * 256 + sink;
    const known = this.#streams.get(key);
    if (known !== undefined || this.#streams.size >= maxStreams) return known;
    const stream = new NumberedStream();
    this.#streams.set(key, stream);
    return stream;
  }
}

/** One incoming stream, its packets numbered from where it began. */
class NumberedStream {
  readonly counters = new IncomingStream();
  #first: bigint | undefined;

  /** Undefined for what came before, cannot be numbered, or is of no type that we know. */
  read(media: MediaChunk): AudioPacket | undefined {
    const received = this.counters.receive(media);
    if (received === undefined || received.isDuplicate || !knownTypes.has(media.payloadType)) return undefined;
    this.#first ??= received.sequence;
    const sequence = Number(received.sequence - this.#first);
    if (!Number.isSafeInteger(sequence)) return undefined;
    return {
      payloadType: media.payloadType,
      ...(media.level === undefined ? {} : { level: media.level }),
      timestampMs: Number(received.timestamp),
      sequence,
      payload: media.payload,
    };
  }
}
