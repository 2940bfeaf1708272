import { samplesIn } from '../units.ts';
import { bestLag } from './similarity.ts';

/** One period goes over into a later one within this. */
const overlap = samplesIn(6);

/** Periods of voices from 400 Hz down to 62.5 Hz; of a high voice several are cut at once. */
const shortestPeriod = samplesIn(2.5);
const greatestLag = samplesIn(16);

/**
 * `samples` at `rate` times their speed, 1 to 2.1, and at the same pitch: whole periods are cut out again and again, and
 * what is left between two cuts is as they are. Shorter by `atMost` at most; begins and ends as before.
 */
export function hasten(samples: Float32Array, rate: number, atMost: number): Float32Array {
  const heard = new Float32Array(samples.length);
  const leastLag = Math.max(shortestPeriod, Math.ceil(overlap * (rate - 1)));
  let read = 0;
  let written = 0;
  let spared = 0;
  const copy = (length: number): void => {
    heard.set(samples.subarray(read, read + length), written);
    read += length;
    written += length;
  };
  for (;;) {
    const farthest = Math.min(greatestLag, atMost - spared, samples.length - read - overlap - 1);
    if (farthest < leastLag) break;
    const { lag } = bestLag(samples, {
      start: read,
      length: overlap,
      leastLag,
      greatestLag: farthest,
      direction: 1,
    });
    for (let index = 0; index < overlap; index++) {
      const share = (index + 1) / (overlap + 1);
      const before = samples[read + index] ?? 0;
      heard[written++] = before * (1 - share) + (samples[read + lag + index] ?? 0) * share;
    }
    read += lag + overlap;
    spared += lag;
    // At this rate a cut of one period pays for so much that is played as it is.
    copy(Math.min(Math.max(0, Math.round(lag / (rate - 1)) - overlap), samples.length - read));
  }
  copy(samples.length - read);
  return heard.subarray(0, written);
}
