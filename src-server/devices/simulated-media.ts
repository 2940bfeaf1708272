import type { Acknowledgement } from '../../src-protocol/chunk.ts';
import type { MediaEnds } from '../../src-protocol/handler.ts';
import { encodeMediaBody, readMediaBody } from '../../src-protocol/media-body.ts';
import { IncomingStream, OutgoingStream } from '../../src-protocol/media-stream.ts';
import type { Listener } from '../calls/call-side.ts';
import type { Leg } from '../calls/leg.ts';
import { comfortNoise, type RelayedMedia } from '../media/relayed-media.ts';
import { play, readRecording, type Recording } from '../services/recording.ts';
import { Schedule } from '../services/schedule.ts';
import { StreamReset } from '../stream-reset.ts';
import type { World } from '../world.ts';
import { simulatedSource } from './simulated-description.ts';

/** Between two announcements; comfort noise goes each second. */
const pauseSeconds = 3;
const noiseIntervalMs = 1000;
const serverSink = 0;

let recording: Recording | undefined;

export interface SimulatedMediaOptions {
  readonly world: World;
  readonly leg: Leg;
  readonly handler: string;
  /** A packet went each way; called once. */
  readonly onConnected: () => void;
}

/**
 * The media of a simulated device in one call (PROTOCOL 6): it sends comfort noise until a packet has gone each way,
 * then the announcement over and over, and acknowledges what it hears.
 */
export class SimulatedMedia implements Listener {
  readonly #options: SimulatedMediaOptions;
  readonly #schedule: Schedule;
  readonly #gone = new AbortController();
  readonly #incoming = new IncomingStream();
  readonly #outgoing = new OutgoingStream({ source: simulatedSource, sink: serverSink });
  #directive: MediaEnds | undefined;
  #sent = 0;
  #heard = 0;
  #isConnected = false;

  constructor(options: SimulatedMediaOptions) {
    this.#options = options;
    this.#schedule = new Schedule(options.world.clock);
  }

  /** What the directive asks for is what the recording is played in. */
  get sinks(): MediaEnds | undefined {
    return this.#directive;
  }

  /** Opens the media of the device. */
  start(): void {
    this.renew();
    this.#hear().catch((cause: unknown) => {
      if (!this.#options.leg.over.aborted)
        this.#options.world.log.warn('simulated device lost its media', { cause: String(cause) });
    });
  }

  /** Fetches the directive anew. */
  renew(): void {
    this.#directive = this.#options.leg.describe(this.#options.handler).mic;
  }

  stop(): void {
    this.#schedule.stop();
    this.#gone.abort();
    this.#options.world.log.info('simulated device closed its media', { sent: this.#sent, heard: this.#heard });
  }

  /** Sends what is played, in numbers of its own. */
  farSpoke({ timestamp, payloadType, payload }: RelayedMedia): void {
    const acknowledgements = this.#put(this.#outgoing.encode({ timestamp, payloadType, payload }));
    for (const acknowledgement of acknowledgements) this.#outgoing.acknowledge(acknowledgement);
    this.#sent++;
    this.#connect();
  }

  async #hear(): Promise<void> {
    const { leg, handler } = this.#options;
    const { signal } = this.#gone;
    let parked = leg.parkMedia(handler, signal);
    this.#greet();
    while (!signal.aborted) {
      const body = new Uint8Array(await (await parked).arrayBuffer());
      parked = leg.parkMedia(handler, signal);
      this.#take(body);
    }
    await parked;
  }

  #take(body: Uint8Array): void {
    const { media } = readMediaBody(body);
    if (media === undefined) return;
    this.#put(this.#incoming.acknowledgement(media, 's2c', this.#schedule.now()));
    if (this.#incoming.receive(media)?.isDuplicate === false) this.#heard++;
    this.#connect();
  }

  /** The acknowledgements of a chunk; none in a process that leaves its calls to another one. */
  #put(chunk: Uint8Array): readonly Acknowledgement[] {
    const { leg, handler } = this.#options;
    try {
      return readMediaBody(leg.takeMedia(handler, encodeMediaBody([chunk]))).acknowledgements;
    } catch (error) {
      if (error instanceof StreamReset) return [];
      throw error;
    }
  }

  #connect(): void {
    if (this.#isConnected || this.#sent === 0 || this.#heard === 0) return;
    this.#isConnected = true;
    this.#options.onConnected();
    this.#speak();
  }

  /** Comfort noise until a packet came. */
  #greet(): void {
    if (this.#isConnected) return;
    this.#sendNoise();
    this.#schedule.after(noiseIntervalMs, () => this.#greet());
  }

  #speak(): void {
    recording ??= readRecording('announcement');
    const onEnd = (): void => this.#pause(pauseSeconds);
    play(recording, { listener: this, schedule: this.#schedule, sender: 'device', onEnd });
  }

  #pause(seconds: number): void {
    if (seconds === 0) return this.#speak();
    this.#sendNoise();
    this.#schedule.after(noiseIntervalMs, () => this.#pause(seconds - 1));
  }

  #sendNoise(): void {
    this.farSpoke(comfortNoise(0n, this.#schedule.now()));
  }
}
