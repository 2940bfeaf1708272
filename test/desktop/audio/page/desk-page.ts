/// <reference types="vite/client" />
import type { AudioPlan } from '../../../../src-bridge/phone-state.ts';
import { audioSettingsSchema, type AudioSettings } from '../../../../src-bridge/settings.ts';
import type { AudioDesk, AudioProblem, CallAudio, Stop } from '../../../../src-renderer/audio/audio-desk.ts';
import { createAudioDesk } from '../../../../src-renderer/audio/create-audio-desk.ts';
import { createLoopPort, type LoopPort, type ScriptedNetwork } from './loop-port.ts';

/** Everything that a desk opens, so that a test can see it closed again. */
const contexts: AudioContext[] = [];
const tracks: MediaStreamTrack[] = [];

function watchWhatOpens(): void {
  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.push(this);
    }
  };
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
}

/** A sound desk and the calls on it, as the tests find them on the page. */
class Rig {
  readonly desk: AudioDesk;
  problem: AudioProblem | undefined;
  readonly peaks = { microphone: 0, speaker: 0 };
  #settings: AudioSettings;
  #call: { readonly audio: CallAudio; readonly port: LoopPort } | undefined;
  readonly #stops = new Map<string, Stop>();

  constructor() {
    this.desk = createAudioDesk();
    this.#settings = audioSettingsSchema.parse({
      echoCancellation: false,
      noiseSuppression: false,
      automaticGain: false,
    });
    this.desk.applySettings(this.#settings);
    this.desk.onProblem((problem) => (this.problem = problem));
  }

  get audio(): CallAudio {
    if (this.#call === undefined) throw new Error('no call was started');
    return this.#call.audio;
  }

  get port(): LoopPort {
    if (this.#call === undefined) throw new Error('no call was started');
    return this.#call.port;
  }

  get openContexts(): number {
    return contexts.filter(({ state }) => state !== 'closed').length;
  }

  get liveTracks(): number {
    return tracks.filter(({ readyState }) => readyState === 'live').length;
  }

  startCall(plan: AudioPlan, network: ScriptedNetwork): void {
    const port = createLoopPort(network);
    this.#call = { port, audio: this.desk.startCall(plan, port) };
  }

  /** Keeps the highest levels of the call in `peaks`. */
  followLevels(): void {
    this.audio.onLevels(({ microphone, speaker }) => {
      this.peaks.microphone = Math.max(this.peaks.microphone, microphone);
      this.peaks.speaker = Math.max(this.peaks.speaker, speaker);
    });
  }

  change(change: Partial<AudioSettings>): void {
    this.#settings = { ...this.#settings, ...change };
    this.desk.applySettings(this.#settings);
  }

  /** Keeps what ends `name`, for `stop`. */
  keep(name: string, stop: Stop): void {
    this.#stops.set(name, stop);
  }

  stop(name: string): void {
    this.#stops.get(name)?.();
  }
}

watchWhatOpens();
window.rig = new Rig();

declare global {
  interface Window {
    rig: Rig;
  }
}
