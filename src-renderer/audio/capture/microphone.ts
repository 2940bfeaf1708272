import type { AudioSettings } from '../../../src-bridge/settings.ts';
import type { AudioProblem, Stop } from '../audio-desk.ts';
import type { PresentDevices } from '../devices/device-choice.ts';
import type { DeviceList } from '../devices/device-list.ts';
import type { Speaker } from '../devices/speaker.ts';
import type { ProblemBoard } from '../problem-board.ts';
import type { GatheredFrame } from './frame-gatherer.ts';
import { constraintsOf, microphoneRequest, problemOf, type MicrophoneRequest } from './microphone-request.ts';
import { openMicrophoneTap, type MicrophoneTap } from './microphone-tap.ts';

/** How soon a microphone that another program holds is asked for again. */
const retryMs = 2000;

export interface MicrophoneParts {
  readonly media: MediaDevices;
  readonly permissions: Permissions;
  readonly devices: DeviceList;
  readonly speaker: Speaker;
  readonly problems: ProblemBoard;
  readonly settings: () => AudioSettings;
}

/**
 *   closed -> open <-> failed -> closed
 */
type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly key: string; readonly stream: MediaStream; readonly track: MediaStreamTrack }
  /** The request named by `key` was refused; it is not made again before something changes. */
  | { readonly kind: 'failed'; readonly key: string };

/**
 * The chosen microphone, open while somebody listens. Whatever changes (listeners, settings, devices, permission) only
 * starts `#follow`, which compares what is open with what is wanted, one step at a time.
 */
export class Microphone {
  readonly #parts: MicrophoneParts;
  readonly #taps = new Set<MicrophoneTap>();
  readonly #listeners = new Set<symbol>();
  #state: State = { kind: 'closed' };
  #following: Promise<void> = Promise.resolve();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #permission: PermissionStatus | undefined;
  readonly #onPermission = (): void => this.tryAgain();

  constructor(parts: MicrophoneParts) {
    this.#parts = parts;
    parts.devices.onChange(() => this.tryAgain());
    void this.#watchPermission();
  }

  /**
   * Calls `onFrame` with every `frameMs` of the microphone, over every change of device, until stopped. While there is
   * no microphone nothing comes.
   */
  listen(frameMs: number, onFrame: (frame: GatheredFrame) => void): Stop {
    const { warm, release } = this.#parts.speaker.hold();
    const listener = Symbol();
    let stopTap: Stop = () => undefined;
    this.#listeners.add(listener);
    const opened = warm.ready.then(() => {
      if (this.#listeners.has(listener)) stopTap = this.#tap(warm.context, frameMs, onFrame);
    });
    // Without the worklet, which comes with the page, no frame ever comes.
    opened.catch(() => undefined);
    this.follow();
    return () => {
      if (!this.#listeners.delete(listener)) return;
      stopTap();
      release();
      this.follow();
    };
  }

  /** Resolves when the microphone is as it is to be: true when it is open. */
  async settled(): Promise<boolean> {
    await this.#following;
    return this.#state.kind === 'open';
  }

  /** Brings the microphone into line with what is wanted. */
  follow(): void {
    this.#following = this.#following.then(() => this.#follow());
  }

  /** Makes a request again that was refused. */
  tryAgain(): void {
    this.#following = this.#following.then(() => {
      if (this.#state.kind === 'failed') this.#state = { kind: 'closed' };
      return this.#follow();
    });
  }

  close(): void {
    this.#permission?.removeEventListener('change', this.#onPermission);
    this.#listeners.clear();
    this.follow();
  }

  async #watchPermission(): Promise<void> {
    const status = await this.#parts.permissions.query({ name: 'microphone' }).catch(() => undefined);
    this.#permission = status;
    status?.addEventListener('change', this.#onPermission);
  }

  async #follow(): Promise<void> {
    clearTimeout(this.#retry);
    if (this.#listeners.size === 0) return void this.#shut();
    const request = microphoneRequest(this.#parts.settings(), this.#parts.devices.microphones);
    const key = JSON.stringify(request);
    const isAlive = this.#state.kind !== 'open' || this.#state.track.readyState === 'live';
    if (this.#state.kind === 'closed' || this.#state.key !== key || !isAlive) await this.#open(request, key);
  }

  async #open(request: MicrophoneRequest, key: string): Promise<void> {
    try {
      const stream = await this.#ask(request);
      const [track] = stream.getAudioTracks();
      if (track === undefined) return;
      stopTracks(this.#state);
      this.#state = { kind: 'open', key, stream, track };
      track.addEventListener('ended', () => this.follow());
      for (const tap of this.#taps) tap.connect(stream);
      // Names and ids of devices are told only once a microphone was granted.
      await this.#parts.devices.refresh();
      this.#parts.problems.set('microphone', lossOf(request, track, this.#parts.devices.microphones));
    } catch (error) {
      this.#fail(key, problemOf(error));
    }
  }

  /** A chosen device that is gone between listing and asking is replaced by the default. */
  async #ask(request: MicrophoneRequest): Promise<MediaStream> {
    const { media } = this.#parts;
    try {
      return await media.getUserMedia(constraintsOf(request));
    } catch (error) {
      if (request.device.kind !== 'device' || problemOf(error).kind !== 'no-microphone') throw error;
      return media.getUserMedia(constraintsOf({ ...request, device: { kind: 'default' } }));
    }
  }

  #fail(key: string, problem: AudioProblem): void {
    stopTracks(this.#state);
    this.#state = { kind: 'failed', key };
    this.#parts.problems.set('microphone', problem);
    if (problem.kind === 'microphone-busy') this.#retry = setTimeout(() => this.tryAgain(), retryMs);
  }

  #shut(): void {
    if (this.#parts.problems.of('microphone')?.kind === 'device-lost')
      this.#parts.problems.set('microphone', undefined);
    stopTracks(this.#state);
    this.#state = { kind: 'closed' };
  }

  #tap(context: AudioContext, frameMs: number, onFrame: (frame: GatheredFrame) => void): Stop {
    const tap = openMicrophoneTap(context, frameMs, onFrame);
    this.#taps.add(tap);
    if (this.#state.kind === 'open') tap.connect(this.#state.stream);
    return () => {
      this.#taps.delete(tap);
      tap.close();
    };
  }
}

function stopTracks(state: State): void {
  if (state.kind === 'open') for (const track of state.stream.getTracks()) track.stop();
}

/** The loss of the chosen device, where the system default was taken instead. */
function lossOf(
  { device }: MicrophoneRequest,
  track: MediaStreamTrack,
  { defaultLabel }: PresentDevices,
): AudioProblem | undefined {
  if (device.kind === 'default') return undefined;
  if (device.kind === 'device' && track.getSettings().deviceId === device.id) return undefined;
  return { kind: 'device-lost', label: device.label, usedInstead: defaultLabel };
}
