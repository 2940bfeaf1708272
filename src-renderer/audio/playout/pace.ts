import { samplesIn } from '../units.ts';
import { compress, expand, isQuiet } from './time-stretch.ts';

/** Corrections smaller than this are not worth a cut in speech; in a quiet frame a smaller one costs nothing. */
const tolerance = samplesIn(8);
const quietTolerance = samplesIn(2);

/** Above this the playout is in a hurry: it cuts every frame, and takes a cut that might be heard. */
const urgency = samplesIn(40);

/** Frames from one cut in speech to the next, so that a voice does not flutter. */
const framesBetweenCuts = 2;

/** A cut needs the longest period of a voice and the stretch over which it is made. */
const enoughForCut = samplesIn(20);

/** Whether `samples` ought to be made shorter, and are too few to be. */
export function isTooShort(samples: Float32Array, excess: number): boolean {
  return excess > tolerance && samples.length < enoughForCut;
}

/** Brings the delay of a stream to its target, by making frames a little shorter or longer. */
export class Pace {
  #framesSinceCut = 0;

  /** `samples`, fitted to a stream that is `excess` samples later than it would have to be; earlier where negative. */
  fit(samples: Float32Array, excess: number): Float32Array {
    this.#framesSinceCut++;
    const isUrgent = excess > urgency;
    const isFree = isQuiet(samples);
    if (Math.abs(excess) <= (isFree ? quietTolerance : tolerance)) return samples;
    if (!isFree && !isUrgent && this.#framesSinceCut < framesBetweenCuts) return samples;
    const wish = { atMost: Math.abs(excess), isUrgent };
    const fitted = excess > 0 ? compress(samples, wish) : expand(samples, wish);
    if (fitted.length !== samples.length) this.#framesSinceCut = 0;
    return fitted;
  }
}
