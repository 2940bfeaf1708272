import { joined } from '../joined.ts';
import { samplesIn } from '../units.ts';
import type { Arrivals } from './arrivals.ts';
import { hasten } from './hasten.ts';
import type { JitterBuffer, Placed } from './jitter-buffer.ts';

/** More than this is caught up by a plan; less goes unnoticed, a cut at a time. */
const beginsAbove = samplesIn(120);
const endsBelow = samplesIn(30);

/** The delay is to be what it was this long after the last of what was held up came: a little less than 3 s. */
const dueAfter = samplesIn(2700);

/** Speech that is faster than this is hard to follow; slower than that, it only prolongs the delay. */
const fastest = 2.2;
const slowest = 1.25;

/** What is surely reached where `fastest` is wished for: the end of a piece is never cut. */
const surelyReached = 2.1;

/** Less time than this is never planned with. */
const leastTime = samplesIn(100);

/** So much of a pause is left, so that words do not run together. */
const keptPause = samplesIn(60);

/** What is played faster is taken in pieces of this length: many periods of any voice. */
const piece = samplesIn(240);

/** What waits to be played, in samples. */
interface Backlog {
  /** How much later than it would have to be the first sample is; no more than what waits, which alone can be hurried. */
  readonly lateness: number;
  readonly waiting: number;
  /** The part of it that is not silence. */
  readonly spoken: number;
}

/**
 * Brings a stream that is far behind, because the network held it up, back to its delay within 3 s: its pauses are
 * dropped, what was said is played faster, and what cannot be played in time even so is left out. Times in samples.
 */
export class CatchUp {
  readonly #buffer: JitterBuffer;
  readonly #arrivals: Arrivals;
  #plan: { readonly greatest: number; readonly due: number } | undefined;
  /** Silence played since speech was. */
  #paused = 0;
  #skipped = 0;

  constructor(parts: { readonly buffer: JitterBuffer; readonly arrivals: Arrivals }) {
    this.#buffer = parts.buffer;
    this.#arrivals = parts.arrivals;
  }

  /** Whether there is something to catch up, as of the last `follow`. */
  get isOn(): boolean {
    return this.#plan !== undefined;
  }

  /** Packets of speech that were left out. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Looks at what waits at `now`, and takes out what is not to be played. Returns whether it took out anything. */
  follow(now: number): boolean {
    this.#replan(now);
    return this.#plan !== undefined && this.#leaveOut(now);
  }

  /** `samples`, which were taken at `now`, and what of the same kind follows them, at the speed of the plan. */
  hasten(samples: Float32Array, now: number, excess: number): Float32Array {
    const rate = this.#rate(now);
    const parts = [samples];
    let length = samples.length;
    for (let next = this.#follower(); next !== undefined && length < piece; next = this.#follower()) {
      this.#buffer.take();
      parts.push(next);
      length += next.length;
    }
    return hasten(joined(parts), rate, excess);
  }

  #replan(now: number): void {
    const { lateness } = this.#backlog(now);
    if (this.#plan === undefined ? lateness > beginsAbove : lateness > this.#plan.greatest) {
      this.#plan = { greatest: lateness, due: now + dueAfter };
    } else if (lateness < endsBelow) this.#plan = undefined;
  }

  #leaveOut(now: number): boolean {
    let hasSkipped = false;
    for (let first = this.#buffer.first; first !== undefined && this.#isInTheWay(first, now);) {
      if (!first.isQuiet) this.#skipped++;
      this.#buffer.take();
      hasSkipped = true;
      first = this.#buffer.first;
    }
    const first = this.#buffer.first;
    this.#paused = first?.isQuiet === true ? this.#paused + lengthOf(first) : 0;
    return hasSkipped;
  }

  #isInTheWay(first: Placed, now: number): boolean {
    if (this.#buffer.size < 2 || this.#arrivals.excess(first.position, now) < endsBelow * 2) return false;
    if (first.isQuiet) return first.item.kind === 'speech' && this.#paused >= keptPause;
    return this.#isHopeless(this.#backlog(now), now);
  }

  /** Whether not all of what waits can be played in time, if what is yet to come has as many pauses. */
  #isHopeless({ lateness, waiting, spoken }: Backlog, now: number): boolean {
    const share = spoken / Math.max(1, waiting);
    return Math.min(lateness, spoken) > (surelyReached - share) * this.#timeLeft(now);
  }

  /** How fast to play, as a multiple of the speed at which it was said. */
  #rate(now: number): number {
    const { lateness, spoken } = this.#backlog(now);
    return Math.min(fastest, Math.max(slowest, 1 + Math.min(lateness, spoken) / this.#timeLeft(now)));
  }

  #timeLeft(now: number): number {
    return Math.max(leastTime, (this.#plan?.due ?? now) - now);
  }

  #backlog(now: number): Backlog {
    const first = this.#buffer.first;
    let waiting = 0;
    let spoken = 0;
    for (const placed of this.#buffer.waiting) {
      waiting += lengthOf(placed);
      if (!placed.isQuiet) spoken += lengthOf(placed);
    }
    const excess = first === undefined ? 0 : this.#arrivals.excess(first.position, now);
    return { lateness: Math.min(excess, waiting), waiting, spoken };
  }

  /** The speech that follows without a break. */
  #follower(): Float32Array | undefined {
    const next = this.#buffer.first;
    const isNext = next?.item.kind === 'speech' && !next.isStart && !next.isQuiet;
    return isNext && this.#buffer.missingBeforeFirst === 0 ? next.item.samples : undefined;
  }
}

function lengthOf({ item }: Placed): number {
  return item.kind === 'speech' ? item.samples.length : 0;
}
