import { tick } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import type { AudioDesk, AudioProblem, CallAudio } from './audio/audio-desk.ts';
import { CallSound } from './call-sound.ts';
import type { PhoneMirror } from './phone/phone-mirror.svelte.ts';

/** The sound of the window as components see it: what is wrong with it, and the figures and levels of each call. */
export class SoundView {
  readonly desk: AudioDesk;
  readonly #sound: CallSound;
  readonly #subscribe: () => void;
  #announceChange: () => void = () => undefined;
  #isUnlocked = false;
  #problem = $state.raw<AudioProblem>();
  readonly #stops: readonly (() => void)[];

  constructor(mirror: PhoneMirror, desk: AudioDesk) {
    this.desk = desk;
    this.#sound = new CallSound({
      desk,
      openAudio: (callId) => mirror.commands.openAudio(callId),
      after(delayMs, task) {
        const timer = setTimeout(task, delayMs);
        return () => clearTimeout(timer);
      },
      onChange: () => this.#announceChange(),
    });
    this.#subscribe = createSubscriber((update) => {
      this.#announceChange = update;
      return () => (this.#announceChange = () => undefined);
    });
    this.#stops = [
      // After the card is drawn: opening an output holds the page up for tens of milliseconds.
      mirror.commands.subscribe((state) => void tick().then(() => this.#sound.follow(state))),
      desk.onProblem((problem) => (this.#problem = problem)),
      () => this.#sound.close(),
      () => desk.close(),
    ];
  }

  get problem(): AudioProblem | undefined {
    return this.#problem;
  }

  /** The sound of a call while it is open; what reads it is drawn again when that changes. */
  audioOf(callId: string): CallAudio | undefined {
    this.#subscribe();
    return this.#sound.audioOf(callId);
  }

  /** The first click or key press of the person lets a browser play. */
  onGesture(): void {
    if (this.#isUnlocked && this.#problem?.kind !== 'sound-blocked') return;
    this.#isUnlocked = true;
    void this.desk.unlock();
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }
}
