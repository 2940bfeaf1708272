import type { AudioPort } from '../../../src-bridge/audio-port.ts';
import type { AudioPlan } from '../../../src-bridge/phone-state.ts';
import type { Stop } from '../audio-desk.ts';
import { codecNamed } from '../codecs/codec-table.ts';
import type { Encoder } from '../codecs/codec.ts';
import { activityLevel, rms } from '../level.ts';
import { FrameClock } from './frame-clock.ts';
import type { GatheredFrame } from './frame-gatherer.ts';

/** A microphone's samples are about this old, ms, when the audio thread gets them. */
const deviceDelayMs = 10;

export interface SpeechSenderParts {
  readonly plan: AudioPlan;
  readonly port: AudioPort;
  readonly listen: (frameMs: number, onFrame: (frame: GatheredFrame) => void) => Stop;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
}

/** Sends what the microphone hears, encoded as the plan says, until closed. A muted sender sends nothing. */
export class SpeechSender {
  readonly #now: () => number;
  readonly #encoder: Encoder;
  readonly #clock = new FrameClock();
  readonly #stopListening: Stop;
  #isMuted = false;
  #framesSent = 0;
  #loudness = 0;

  constructor({ plan, port, listen, now }: SpeechSenderParts) {
    const codec = codecNamed(plan.codec);
    this.#now = now;
    this.#encoder = codec.createEncoder(plan, ({ payload, timestampMs, level }) => {
      if (this.#isMuted) return;
      this.#framesSent++;
      port.send({ payloadType: codec.payloadType, level, timestampMs, sequence: 0, payload });
    });
    this.#stopListening = listen(this.#encoder.frameMs, (frame) => this.#onFrame(frame));
  }

  get framesSent(): number {
    return this.#framesSent;
  }

  /** RMS of the latest frame, 0 to 1; 0 when muted. */
  get loudness(): number {
    return this.#isMuted ? 0 : this.#loudness;
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
  }

  close(): void {
    this.#stopListening();
    this.#encoder.close();
  }

  #onFrame({ samples, startsAt }: GatheredFrame): void {
    const recordedAt = this.#now() - this.#encoder.frameMs - deviceDelayMs;
    const timestampMs = Math.round(this.#clock.wallClockOf(startsAt, recordedAt));
    this.#loudness = rms(samples);
    if (!this.#isMuted) this.#encoder.encode({ samples, timestampMs, level: activityLevel(this.#loudness) });
  }
}
