import type { AudioSettings } from '../../../src-bridge/settings.ts';
import type { Stop } from '../audio-desk.ts';
import { ringOutputs } from '../devices/device-choice.ts';
import type { DeviceList } from '../devices/device-list.ts';
import { moveToSink } from '../devices/sink.ts';
import { engineRate } from '../units.ts';
import { renderRingTone, type RingTone } from './ring-tones.ts';
import { playLoop, type PlayingLoop } from './tone-player.ts';

interface RingingOutput {
  readonly context: AudioContext;
  readonly tone: RingTone;
  readonly loop: PlayingLoop;
}

export interface RingerParts {
  readonly devices: DeviceList;
  readonly settings: () => AudioSettings;
}

/** Rings on every chosen output at once, with one audio context each. */
export class Ringer {
  readonly #parts: RingerParts;
  readonly #outputs = new Map<string, RingingOutput>();
  readonly #rings = new Set<symbol>();
  /** A ring tone takes the page tens of milliseconds to make; the last one is kept. */
  #rendered: { readonly tone: RingTone; readonly samples: Float32Array<ArrayBuffer> } | undefined;

  constructor(parts: RingerParts) {
    this.#parts = parts;
    parts.devices.onChange(() => this.follow());
  }

  /** Rings until every ring that was started is stopped. */
  start(): Stop {
    const ring = Symbol();
    this.#rings.add(ring);
    this.follow();
    return () => {
      if (this.#rings.delete(ring)) this.follow();
    };
  }

  /** Brings tone, volume and outputs into line with the settings and the devices that are there. */
  follow(): void {
    const { ringOn, ringTone, ringVolume } = this.#parts.settings();
    const wanted = this.#rings.size === 0 ? [] : ringOutputs(ringOn, this.#parts.devices.speakers);
    for (const [sinkId, { tone }] of this.#outputs) {
      if (!wanted.includes(sinkId) || tone !== ringTone) this.#silence(sinkId);
    }
    for (const sinkId of wanted) {
      const output = this.#outputs.get(sinkId);
      if (output === undefined) this.#outputs.set(sinkId, this.#openOutput(sinkId, ringTone, ringVolume));
      else output.loop.setVolume(ringVolume);
    }
  }

  /** Rings aloud after a click or key press of the person, which browsers wait for. */
  async unlock(): Promise<void> {
    await Promise.all([...this.#outputs.values()].map(({ context }) => context.resume()));
  }

  close(): void {
    this.#rings.clear();
    this.follow();
  }

  /** An output that cannot be opened is replaced by the default: a ring that nobody hears is none. */
  #openOutput(sinkId: string, tone: RingTone, volume: number): RingingOutput {
    if (this.#rendered?.tone !== tone) this.#rendered = { tone, samples: renderRingTone(tone) };
    const context = new AudioContext({ sampleRate: engineRate, latencyHint: 'playback' });
    void moveToSink(context, sinkId);
    context.addEventListener('statechange', () => this.#goOn(context));
    return { context, tone, loop: playLoop(context, this.#rendered.samples, volume) };
  }

  /** After sleep, or when its device went, a context stops by itself; a ring goes on. */
  #goOn(context: AudioContext): void {
    const isRinging = [...this.#outputs.values()].some((output) => output.context === context);
    if (isRinging && context.state !== 'running') context.resume().catch(() => undefined);
  }

  #silence(sinkId: string): void {
    const output = this.#outputs.get(sinkId);
    this.#outputs.delete(sinkId);
    if (output !== undefined) void output.loop.stop().then(() => output.context.close());
  }
}
