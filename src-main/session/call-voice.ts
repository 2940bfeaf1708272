import type { MediaEnds } from '../../src-protocol/handler.ts';
import type { AudioPort } from '../../src-bridge/audio-port.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { AudioPlan } from '../../src-bridge/phone-state.ts';
import { audioPlanOf } from './audio-plan.ts';
import type { CallByways } from './call-byways.ts';

/** The voice of this device in one call: what it is to send, whether it is muted or on hold, and its engine's port. */
export class CallVoice {
  readonly #byways: CallByways;
  readonly #isHeld: () => boolean;
  #plan: AudioPlan | undefined;
  #isMuted = false;

  constructor(options: { byways: CallByways; isHeld: () => boolean }) {
    this.#byways = options.byways;
    this.#isHeld = options.isHeld;
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  /** What the engine is to do now; undefined where it is not to run: nobody talks into a call on hold. */
  get plan(): AudioPlan | undefined {
    return this.#isHeld() ? undefined : this.#plan;
  }

  /** Takes the directive. Throws a `PhoneError` `bad-response` when it is none for this device. */
  direct(mic: MediaEnds | undefined): void {
    this.#plan = audioPlanOf(mic);
  }

  /** This device talks no more. */
  fallSilent(): void {
    this.#plan = undefined;
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    this.#byways.setMuted(isMuted);
  }

  /** The engine's end of the audio. Throws a `PhoneError` `no-such-call` where there is no audio to be had. */
  open(): AudioPort {
    if (this.plan === undefined) throw new PhoneError('no-such-call');
    return this.#byways.openAudio();
  }

  /** Presses keys of the keypad. */
  dial(digits: string): void {
    for (const digit of digits) this.#byways.dial(digit);
  }
}
