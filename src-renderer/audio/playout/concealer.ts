import { samplesIn } from '../units.ts';
import { bestLag } from './similarity.ts';

/** Pitch is looked for from 400 Hz down to 62.5 Hz, comparing 8 ms. */
const leastLag = samplesIn(2.5);
const greatestLag = samplesIn(16);
const compared = samplesIn(8);
const memory = greatestLag * 2 + compared;

/** A hole is filled at full strength for this long, then fades until it is silent. */
const holdMs = 10;
const silentAfterMs = 80;

/** The step from the last sample heard to the first one made up dies away over this. */
const stepDecay = samplesIn(1.5);

/** Remembers what was played and goes on in its manner when nothing more comes. */
export class Concealer {
  #past = new Float32Array(memory);
  #hole: Hole | undefined;

  /** Takes note of samples that were played and were not made up. */
  remember(samples: Float32Array): void {
    this.#hole = undefined;
    const kept = samples.subarray(Math.max(0, samples.length - memory));
    this.#past.copyWithin(0, kept.length);
    this.#past.set(kept, memory - kept.length);
  }

  /** Begins again as after silence. */
  forget(): void {
    this.#hole = undefined;
    this.#past.fill(0);
  }

  /** The next `length` samples of the hole: the last period of the pitch again and again, fading to silence. */
  continue(length: number): Float32Array {
    this.#hole ??= openHole(this.#past);
    const hole = this.#hole;
    return Float32Array.from({ length }, () => nextSample(hole));
  }

  /** What `continue` would return, without moving on: the ending that the next frame is faded over. */
  peek(length: number): Float32Array {
    const hole = { ...(this.#hole ?? openHole(this.#past)) };
    return Float32Array.from({ length }, () => nextSample(hole));
  }
}

interface Hole {
  readonly period: Float32Array;
  /** Difference between the last sample heard and what would come before the period. */
  readonly step: number;
  elapsed: number;
}

function openHole(past: Float32Array): Hole {
  const start = past.length - compared;
  const { lag } = bestLag(past, { start, length: compared, leastLag, greatestLag, direction: -1 });
  const period = past.slice(past.length - lag);
  smoothWrap(period, past.subarray(past.length - 2 * lag, past.length - lag));
  const last = past.at(-1) ?? 0;
  return { period, step: last - (past.at(-1 - lag) ?? 0), elapsed: 0 };
}

/** Lets the last quarter of `period` go over into that of the period before, after which the period itself follows. */
function smoothWrap(period: Float32Array, before: Float32Array): void {
  const quarter = period.length >> 2;
  for (let index = period.length - quarter; index < period.length; index++) {
    const share = (index - (period.length - quarter) + 1) / quarter;
    period[index] = (period[index] ?? 0) * (1 - share) + (before[index] ?? 0) * share;
  }
}

function nextSample(hole: Hole): number {
  const elapsed = hole.elapsed++;
  const repeated = hole.period[elapsed % hole.period.length] ?? 0;
  return (repeated + hole.step * Math.exp(-elapsed / stepDecay)) * strength(elapsed);
}

/** 1 while the hole is short, then falling in a straight line to 0. */
function strength(elapsed: number): number {
  const hold = samplesIn(holdMs);
  const silent = samplesIn(silentAfterMs);
  return Math.min(1, Math.max(0, (silent - elapsed) / (silent - hold)));
}
