import type { Clock } from '../world.ts';
import { Watchdog } from './watchdog.ts';

/** A side's media is missed after this long (PROTOCOL 7). */
const mediaLimitMs = 5000;

/** Says when the media of a side stops for 5 s and when it flows again: the far side's `reconnecting`, `reconnected`. */
export class MediaPresence {
  readonly #watchdog: Watchdog;
  readonly #onChange: (change: 'reconnecting' | 'reconnected') => void;
  #isLost = false;

  constructor(options: { clock: Clock; onChange: (change: 'reconnecting' | 'reconnected') => void }) {
    this.#onChange = options.onChange;
    this.#watchdog = new Watchdog({
      clock: options.clock,
      limitMs: mediaLimitMs,
      onSilence: () => this.#is('reconnecting'),
    });
  }

  /** True while the side's media is missed. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** The call was answered: media is expected from now on. */
  start(): void {
    this.#watchdog.touch();
  }

  heard(): void {
    this.#watchdog.touch();
    if (this.#isLost) this.#is('reconnected');
  }

  stop(): void {
    this.#watchdog.stop();
  }

  #is(change: 'reconnecting' | 'reconnected'): void {
    this.#isLost = change === 'reconnecting';
    this.#onChange(change);
  }
}
