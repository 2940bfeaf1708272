import { msOf } from '../units.ts';

/** The two clocks may part by this much, ms, before the wall clock is believed at once: sleep, or a stalled device. */
const farApartMs = 200;

/** The share of the difference that each frame makes good: drift is followed, the unevenness of delivery is not. */
const followShare = 0.01;

/** Tells the wall clock of samples from their place on the clock of the sound device, evenly and without drift. */
export class FrameClock {
  #offsetMs: number | undefined;

  /** The wall clock, ms, of the sample at `startsAt`, which was recorded at about `wallMs`. */
  wallClockOf(startsAt: number, wallMs: number): number {
    const observed = wallMs - msOf(startsAt);
    const error = observed - (this.#offsetMs ?? observed);
    const isNew = this.#offsetMs === undefined || Math.abs(error) > farApartMs;
    this.#offsetMs = isNew ? observed : observed - error * (1 - followShare);
    return msOf(startsAt) + this.#offsetMs;
  }
}
