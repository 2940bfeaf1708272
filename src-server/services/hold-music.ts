import type { Listener } from '../calls/call-side.ts';
import type { Clock } from '../world.ts';
import { play, readRecording, type Recording } from './recording.ts';
import { Schedule } from './schedule.ts';

let recording: Recording | undefined;

/** What a side hears while the other one holds the call: the provider's music, over and over. */
export class HoldMusic {
  readonly #clock: Clock;
  readonly #listener: Listener;
  #schedule: Schedule | undefined;
  /** Each round is a sender of its own, because the numbers of a recording begin at nought. */
  #rounds = 0;

  constructor(options: { clock: Clock; listener: Listener }) {
    this.#clock = options.clock;
    this.#listener = options.listener;
  }

  /** Plays from the beginning, unless it plays already. */
  start(): void {
    if (this.#schedule !== undefined) return;
    this.#schedule = new Schedule(this.#clock);
    this.#play(this.#schedule);
  }

  /** Stopping twice is harmless. */
  stop(): void {
    this.#schedule?.stop();
    this.#schedule = undefined;
  }

  #play(schedule: Schedule): void {
    recording ??= readRecording('music');
    const sender = `music ${this.#rounds++}`;
    play(recording, { listener: this.#listener, schedule, sender, onEnd: () => this.#play(schedule) });
  }
}
