import { loudnessOf } from '../level.ts';

/** Comfort noise is never louder than this, -dBov, whatever a packet says: it stands for a quiet room. */
const loudestLevel = 40;

/** White noise of an even spread from -1 to 1 has this RMS. */
const evenSpreadRms = 1 / Math.sqrt(3);

/** How much of each new sample goes in: a soft low-pass, because rooms rumble and do not hiss. */
const softness = 0.25;

/** What a first-order low-pass of that softness leaves of the RMS of white noise. */
const softRms = Math.sqrt(softness / (2 - softness));

/** Makes the quiet of a room. */
export class ComfortNoise {
  readonly #random: () => number;
  #gain = 0;
  #last = 0;

  /** `random` returns numbers from 0 to 1, as `Math.random` does. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Sets the loudness, in -dBov as RFC 3389 has it; 127 is none. */
  setLevel(level: number): void {
    this.#gain = level >= 127 ? 0 : loudnessOf(Math.max(loudestLevel, level)) / (evenSpreadRms * softRms);
  }

  /** The next `length` samples. */
  next(length: number): Float32Array {
    const noise = new Float32Array(length);
    if (this.#gain === 0) return noise;
    for (let index = 0; index < length; index++) {
      this.#last += softness * ((this.#random() * 2 - 1) * this.#gain - this.#last);
      noise[index] = this.#last;
    }
    return noise;
  }
}
