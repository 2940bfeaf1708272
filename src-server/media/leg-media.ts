import { codecOf } from '../../src-protocol/directive.ts';
import type { MediaEnd } from '../../src-protocol/handler.ts';
import type { MediaChunk } from '../../src-protocol/chunk.ts';
import { encodeMediaBody, readMediaBody } from '../../src-protocol/media-body.ts';
import { payloadType } from '../../src-protocol/payload-type.ts';
import { ProblemError } from '../problem-error.ts';
import { StreamReset } from '../stream-reset.ts';
import type { Clock } from '../world.ts';
import { DeviceMedia } from './device-media.ts';
import type { DeviceMediaRecord, MediaRecord } from './media-record.ts';
import { comfortNoise, type RelayedMedia } from './relayed-media.ts';
import { keptMs } from './sent-media.ts';

/** A leg that is established gets at least one chunk a second (PROTOCOL 6). */
const keepAliveMs = 1000;
const panicIntervalMs = 1000;
const puzzleIntervalMs = 5000;
const maxDevices = 64;

/** What the media of a leg needs to know of the leg. */
export interface MediaPolicy {
  /** The devices that hear: the one that talks and the one that is attaching. */
  hearing(): readonly string[];
  /** True for the device whose media goes to the far side. */
  talks(device: string): boolean;
  directiveOf(device: string): MediaEnd | undefined;
  /** The id of the sink that a device plays with. */
  sinkOf(device: string): number;
  /** Takes media of the device that talks. */
  spoke(media: RelayedMedia): void;
  /** A chunk had to be dropped for want of an open GET; called at most once a second. */
  panicked(): void;
  /** The counters of a chunk cannot be known; called at most once in 5 s. */
  puzzled(): void;
}

/** The media of one leg: every device's parked GETs, and who may talk and hear. */
export class LegMedia {
  readonly #clock: Clock;
  readonly #policy: MediaPolicy;
  readonly #devices = new Map<string, DeviceMedia>();
  /** Devices that have been sent a chunk since they began to hear. */
  readonly #greeted = new Set<string>();
  /** Devices whose media another process left, until they open their byways anew. */
  readonly #awaited = new Set<string>();
  #awaitedUntil = -Infinity;
  #stopKeepAlive: (() => void) | undefined;
  #noises = 0n;
  #isClosed = false;
  #isCut = false;
  #lastPanicAt = -Infinity;
  #lastPuzzleAt = -Infinity;

  /** `known` is what another process left, if that was just now. */
  constructor(clock: Clock, policy: MediaPolicy, known?: MediaRecord) {
    this.#clock = clock;
    this.#policy = policy;
    if (known === undefined || known.at < clock.now() - keptMs) return;
    this.#awaitedUntil = clock.now() + keptMs;
    for (const each of known.devices) {
      this.#devices.set(each.device, this.#createDevice(each.device, each));
      this.#awaited.add(each.device);
    }
  }

  /** What another process goes on with; undefined until `cut`, as it changes with every chunk. */
  get record(): MediaRecord | undefined {
    if (!this.#isCut) return undefined;
    const devices = this.#policy.hearing().flatMap((device) => {
      const media = this.#devices.get(device);
      return media === undefined ? [] : [{ device, ...media.record }];
    });
    return { at: this.#clock.now(), devices };
  }

  /** Holds a GET of a device; one that has just begun to hear gets a chunk at once. */
  park(device: string, gone: AbortSignal): Promise<Response> {
    if (this.#isCut) return Promise.reject(new StreamReset('this process keeps the call no more'));
    const media = this.#device(device);
    const { isBehind } = media.outlet;
    const response = media.outlet.park(gone);
    if (!this.#greeted.has(device) && this.#policy.hearing().includes(device)) {
      this.#greeted.add(device);
      media.beginAgain();
      if (!isBehind) media.send(this.#noise());
    }
    return response;
  }

  /** A device opens its byways anew, as it does after a restart. */
  returned(device: string): void {
    this.#greeted.delete(device);
    this.#awaited.delete(device);
    if (this.#policy.hearing().includes(device)) this.#devices.get(device)?.returned();
  }

  /** Other devices hear now. */
  hearingChanged(): void {
    const hearing = this.#policy.hearing();
    for (const device of this.#greeted) if (!hearing.includes(device)) this.#greeted.delete(device);
    this.#keepAlive();
  }

  /**
   * Takes the body of a PUT of a device; returns the acknowledgements as a body. Throws a `StreamReset` after `cut`, and
   * for media of a device that is to come back from another process: it was sent before, and is sent again in its order.
   */
  take(device: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
    if (this.#isCut) throw new StreamReset('this process keeps the call no more');
    const { media, acknowledgements } = readMediaBody(body);
    const from = this.#device(device);
    for (const acknowledgement of acknowledgements) from.acknowledged(acknowledgement);
    if (media === undefined) return encodeMediaBody([]);
    if (this.#awaited.has(device) && this.#clock.now() < this.#awaitedUntil)
      throw new StreamReset('the device is to open its byways anew');
    const received = from.receive(media);
    if (received === undefined) {
      this.#puzzle();
      return encodeMediaBody([]);
    }
    if (!received.isDuplicate && this.#isWanted(device, media)) {
      this.#policy.spoke({
        sender: device,
        isFromDevice: true,
        sequence: received.sequence,
        timestamp: received.timestamp,
        payloadType: media.payloadType,
        ...(media.level === undefined ? {} : { level: media.level }),
        payload: media.payload,
      });
    }
    return encodeMediaBody([received.acknowledgement]);
  }

  /** Sends media of the far side to the devices that hear. */
  deliver(media: RelayedMedia): void {
    for (const device of this.#policy.hearing()) this.#device(device).send(media);
  }

  close(): void {
    this.#isClosed = true;
    this.#stopKeepAlive?.();
    for (const { outlet } of this.#devices.values()) outlet.close();
  }

  /** Takes and gives nothing any more: what is not acknowledged is the next process's to take. */
  cut(): void {
    this.#isCut = true;
    for (const { outlet } of this.#devices.values()) outlet.cut();
  }

  /** From now on the devices that hear get a chunk a second, with comfort noise where the far side sends none. */
  #keepAlive(): void {
    if (this.#stopKeepAlive !== undefined || this.#isClosed) return;
    this.#stopKeepAlive = this.#clock.after(keepAliveMs, () => {
      this.#stopKeepAlive = undefined;
      const due = this.#clock.now() - keepAliveMs;
      for (const device of this.#policy.hearing()) {
        const media = this.#devices.get(device);
        if (media !== undefined && (media.sentAt ?? 0) <= due) media.send(this.#noise());
      }
      this.#keepAlive();
    });
  }

  #isWanted(device: string, chunk: MediaChunk): boolean {
    if (!this.#policy.talks(device)) return false;
    const directive = this.#policy.directiveOf(device);
    if (directive === undefined || chunk.source !== directive.id) return false;
    if (chunk.payloadType === payloadType.telephoneEvent || chunk.payloadType === payloadType.comfortNoise) return true;
    return chunk.payloadType === payloadType[codecOf(directive)];
  }

  #panic(): void {
    const now = this.#clock.now();
    if (now - this.#lastPanicAt < panicIntervalMs) return;
    this.#lastPanicAt = now;
    this.#policy.panicked();
  }

  #puzzle(): void {
    const now = this.#clock.now();
    if (now - this.#lastPuzzleAt < puzzleIntervalMs) return;
    this.#lastPuzzleAt = now;
    this.#policy.puzzled();
  }

  #noise(): RelayedMedia {
    return comfortNoise(this.#noises++, this.#clock.now());
  }

  #device(device: string): DeviceMedia {
    const known = this.#devices.get(device);
    if (known !== undefined) return known;
    if (this.#devices.size >= maxDevices)
      throw new ProblemError(503, 'too many devices', { headers: { 'retry-after': '5' } });
    const media = this.#createDevice(device);
    this.#devices.set(device, media);
    return media;
  }

  #createDevice(device: string, known?: DeviceMediaRecord): DeviceMedia {
    return new DeviceMedia({
      clock: this.#clock,
      sink: this.#policy.sinkOf(device),
      onDropped: () => this.#panic(),
      ...(known && { known }),
    });
  }
}
