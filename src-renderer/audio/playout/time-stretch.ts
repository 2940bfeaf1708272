import { rms } from '../level.ts';
import { samplesIn } from '../units.ts';
import { crossFade } from './cross-fade.ts';
import { bestLag } from './similarity.ts';

/** Periods of voices from 400 Hz down to 67 Hz. */
const leastLag = samplesIn(2.5);
const greatestLag = samplesIn(15);

/** The stretch that is compared and over which one period goes over into the next. */
const overlap = samplesIn(5);

/** Below this RMS, -46 dB, nobody hears where a cut was made. */
const quietLoudness = 0.005;

/** How alike two periods must be for a cut that nobody hears; when in a hurry any best match will do. */
const goodMatch = 0.8;

export interface StretchWish {
  /** Samples that may be removed or inserted, at most. */
  readonly atMost: number;
  /** Whether a cut that might be heard is better than none. */
  readonly isUrgent: boolean;
}

/** Whether `samples` are so quiet that they can be cut anywhere. */
export function isQuiet(samples: Float32Array): boolean {
  return rms(samples) < quietLoudness;
}

/**
 * `samples` without one period of their pitch, or without some silence: shorter by up to `atMost`, begins and ends as
 * before. Returns them as they are where no cut would go unheard.
 */
export function compress(samples: Float32Array, wish: StretchWish): Float32Array {
  const lag = lagFor(samples, wish);
  if (lag === undefined) return samples;
  const shorter = samples.slice(lag);
  crossFade(samples, shorter, overlap);
  return shorter;
}

/** `samples` with one period of their pitch, or some silence, said twice: longer by up to `atMost`. */
export function expand(samples: Float32Array, wish: StretchWish): Float32Array {
  const lag = lagFor(samples, wish);
  if (lag === undefined) return samples;
  const longer = new Float32Array(samples.length + lag);
  longer.set(samples, lag);
  crossFade(samples.subarray(lag), longer.subarray(lag), overlap);
  longer.set(samples.subarray(0, lag));
  return longer;
}

/** How far to move for one cut; undefined where none is fit. */
function lagFor(samples: Float32Array, { atMost, isUrgent }: StretchWish): number | undefined {
  const farthest = Math.min(greatestLag, atMost, samples.length - overlap);
  if (isQuiet(samples)) return farthest > 0 ? farthest : undefined;
  if (farthest < leastLag) return undefined;
  const match = bestLag(samples, { start: 0, length: overlap, leastLag, greatestLag: farthest, direction: 1 });
  return isUrgent || match.similarity >= goodMatch ? match.lag : undefined;
}
