import type { Stop } from './audio-desk.ts';
import type { Microphone } from './capture/microphone.ts';
import type { Speaker } from './devices/speaker.ts';
import { joined } from './joined.ts';
import { meterLevel, rms } from './level.ts';
import { renderTestSound } from './tones/ring-tones.ts';
import { playOnce } from './tones/tone-player.ts';

/** A frame of the meter and of a recording, ms: 20 levels a second. */
const frameMs = 50;

/** What a person tries microphone and speaker with, apart from calls. */
export class SoundCheck {
  readonly #microphone: Microphone;
  readonly #speaker: Speaker;

  constructor(microphone: Microphone, speaker: Speaker) {
    this.#microphone = microphone;
    this.#speaker = speaker;
  }

  /** Asks for the microphone once; resolves false when there is none to be had. */
  async requestMicrophone(): Promise<boolean> {
    this.#microphone.tryAgain();
    const stop = this.#microphone.listen(frameMs, () => undefined);
    const isOpen = await this.#microphone.settled();
    stop();
    return isOpen;
  }

  /** Reports the level of the microphone, 0 to 1, 20 times a second until stopped. */
  startMeter(listener: (level: number) => void): Stop {
    return this.#microphone.listen(frameMs, ({ samples }) => listener(meterLevel(rms(samples))));
  }

  /** Plays a chime on the speaker; resolves at its end. */
  async playTestSound(): Promise<void> {
    await this.#play(renderTestSound());
  }

  /** Records `seconds` of the microphone and plays them back; resolves at the end, at once without a microphone. */
  async recordAndPlayBack(seconds: number): Promise<void> {
    const frames: Float32Array[] = [];
    const stop = this.#microphone.listen(frameMs, ({ samples }) => frames.push(samples));
    if (await this.#microphone.settled()) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    stop();
    await this.#play(joined(frames));
  }

  async #play(samples: Float32Array<ArrayBuffer>): Promise<void> {
    if (samples.length === 0) return;
    const { warm, release } = this.#speaker.hold();
    await warm.context.resume();
    await playOnce(warm.context, samples).done;
    release();
  }
}
