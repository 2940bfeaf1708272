import type { AudioSettings } from '../../../src-bridge/settings.ts';
import type { Stop } from '../audio-desk.ts';
import type { ProblemBoard } from '../problem-board.ts';
import { engineRate } from '../units.ts';
import workletUrl from '../sound-worklet.ts?worker&url';
import { findDevice, sinkIdOf } from './device-choice.ts';
import type { DeviceList } from './device-list.ts';
import { moveToSink } from './sink.ts';

/** A context that nobody holds is kept warm this long, so that an answer right after the ring is heard at once. */
const lingerMs = 5000;

/** A context that does not run this long after it was asked to is blocked by the browser. */
const blockedAfterMs = 500;

/** A context on the chosen speaker, with the worklets of the engine. */
export interface WarmSpeaker {
  readonly context: AudioContext;
  /** Resolves when the worklets can be used. */
  readonly ready: Promise<void>;
}

export interface SpeakerParts {
  readonly devices: DeviceList;
  readonly problems: ProblemBoard;
  readonly settings: () => AudioSettings;
}

/** The speaker of calls and tones: one audio context that lives while somebody holds it, on the chosen output. */
export class Speaker {
  readonly #parts: SpeakerParts;
  #warm: WarmSpeaker | undefined;
  readonly #holds = new Set<symbol>();
  #linger: ReturnType<typeof setTimeout> | undefined;
  #blockedCheck: ReturnType<typeof setTimeout> | undefined;
  #moving: Promise<void> = Promise.resolve();

  constructor(parts: SpeakerParts) {
    this.#parts = parts;
    parts.devices.onChange(() => this.follow());
  }

  /** The context, made and started where there is none; it stays at least until `release` is called. */
  hold(): { readonly warm: WarmSpeaker; readonly release: Stop } {
    clearTimeout(this.#linger);
    const hold = Symbol();
    this.#holds.add(hold);
    const warm = (this.#warm ??= this.#open());
    this.#start(warm.context);
    const stopWatching = this.#parts.devices.watch();
    const release = (): void => {
      stopWatching();
      const isLast = this.#holds.delete(hold) && this.#holds.size === 0;
      if (isLast) this.#linger = setTimeout(() => this.close(), lingerMs);
    };
    return { warm, release };
  }

  /** Moves the sound to where the settings and the devices that are there say. */
  follow(): void {
    const context = this.#warm?.context;
    if (context !== undefined) this.#moving = this.#moving.then(() => this.#move(context));
  }

  /** Starts playing after a click or key press of the person, which browsers wait for. */
  async unlock(): Promise<void> {
    await this.#warm?.context.resume();
  }

  close(): void {
    this.#holds.clear();
    clearTimeout(this.#linger);
    clearTimeout(this.#blockedCheck);
    const context = this.#warm?.context;
    this.#warm = undefined;
    for (const source of ['speaker', 'playback'] as const) this.#parts.problems.set(source, undefined);
    if (context !== undefined && context.state !== 'closed') void context.close();
  }

  #open(): WarmSpeaker {
    const context = new AudioContext({ sampleRate: engineRate, latencyHint: 'interactive' });
    const ready = context.audioWorklet.addModule(workletUrl);
    context.addEventListener('statechange', () => this.#onState(context));
    context.addEventListener('error', () => this.follow());
    this.#warm = { context, ready };
    this.follow();
    return this.#warm;
  }

  /** After sleep, or when its device went, a context stops by itself. */
  #onState(context: AudioContext): void {
    if (this.#warm?.context !== context) return;
    if (context.state === 'running') this.#parts.problems.set('playback', undefined);
    else if (this.#holds.size > 0) this.#start(context);
  }

  #start(context: AudioContext): void {
    if (context.state === 'running' || context.state === 'closed') return;
    // A context that the browser blocks resumes with the person's next touch; until then there is nothing to catch.
    context.resume().catch(() => undefined);
    clearTimeout(this.#blockedCheck);
    this.#blockedCheck = setTimeout(() => {
      const isBlocked = this.#warm?.context === context && context.state === 'suspended';
      if (isBlocked) this.#parts.problems.set('playback', { kind: 'sound-blocked' });
    }, blockedAfterMs);
  }

  async #move(context: AudioContext): Promise<void> {
    const { devices, problems, settings } = this.#parts;
    const choice = settings().speaker;
    const found = findDevice(choice, devices.speakers);
    const wanted = sinkIdOf(found);
    const isMoved = await moveToSink(context, wanted);
    if (!isMoved) await moveToSink(context, '');
    if (this.#warm?.context !== context) return;
    const isLost = choice.kind === 'device' && (found.kind === 'missing' || !isMoved);
    const usedInstead = devices.speakers.defaultLabel;
    problems.set('speaker', isLost ? { kind: 'device-lost', label: choice.label, usedInstead } : undefined);
    // A context whose device went away has stopped.
    if (this.#holds.size > 0) this.#start(context);
  }
}
