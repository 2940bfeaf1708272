import { samplesIn } from '../units.ts';
import type { Arrivals } from './arrivals.ts';
import type { ComfortNoise } from './comfort-noise.ts';
import { CatchUp } from './catch-up.ts';
import { Concealer } from './concealer.ts';
import { crossFade } from './cross-fade.ts';
import { JitterBuffer, type BufferCounts } from './jitter-buffer.ts';
import { joined } from '../joined.ts';
import { isTooShort, Pace } from './pace.ts';
import type { StreamItem } from './stream-item.ts';
import { isQuiet } from './time-stretch.ts';

export interface PlayoutFigures extends BufferCounts {
  /** Frames' worth of sound that was made up. */
  readonly concealed: number;
  /** Frames of speech that were left out, because they could not be played in time. */
  readonly skipped: number;
  /** How long the frame played last was held back, over one that is punctual and played at once. In samples. */
  readonly delay: number;
}

/**
 *   quiet --a packet is due--> speaking <--its turn has come-- bridging
 *     ^---far side is silent------'  '------nothing to play------^
 */
type Mode =
  /** Nothing is to be heard: before the first packet, and while the far side is silent. */
  | { readonly kind: 'quiet' }
  /** Frames follow one another; `frame` is the length of the last one. */
  | { readonly kind: 'speaking'; readonly frame: number }
  /** The frame whose turn it is has not come; `bridged` samples have been made up in its place. */
  | { readonly kind: 'bridging'; readonly frame: number; readonly bridged: number };

/** Samples made up in one go: one block of the audio thread, so that a frame that arrives is played at once. */
const step = 128;

/** What was made up goes over into what was spoken within this, and the other way round. */
const overlap = samplesIn(5);

/** After this much the concealer is silent, and nothing counts as concealed. */
const longestConcealment = samplesIn(80);

/** While the stream catches up, a hole takes no longer than this, however much was lost. */
const longestHastyHole = samplesIn(20);

/** Packets that may wait; a sender that is faster than time itself loses its oldest ones. */
const mostWaiting = 1000;

/** Plays one received stream: packets go in as they come, samples go out at an even pace. Pure: the clock comes in. */
export class Playout {
  readonly #arrivals: Arrivals;
  readonly #noise: ComfortNoise;
  readonly #buffer = new JitterBuffer();
  readonly #concealer = new Concealer();
  readonly #pace = new Pace();
  readonly #catchUp: CatchUp;
  #mode: Mode = { kind: 'quiet' };
  #ready: Float32Array = new Float32Array(0);
  #overdue = 0;
  #concealed = 0;
  #delay = 0;

  constructor(parts: { readonly arrivals: Arrivals; readonly noise: ComfortNoise }) {
    this.#arrivals = parts.arrivals;
    this.#noise = parts.noise;
    this.#catchUp = new CatchUp({ buffer: this.#buffer, arrivals: parts.arrivals });
  }

  get figures(): PlayoutFigures {
    const { received, lost, late } = this.#buffer.counts;
    return {
      received,
      lost,
      late: late + this.#overdue,
      concealed: this.#concealed,
      skipped: this.#catchUp.skipped,
      delay: this.#delay,
    };
  }

  /** Whether what is being played was spoken, not made up. */
  get isSpeaking(): boolean {
    return this.#mode.kind === 'speaking';
  }

  /** Takes a packet that arrived when the playout clock stood at `now` samples. */
  put(item: StreamItem, now: number): void {
    const isAwaited = this.#mode.kind === 'bridging' && item.sequence === this.#buffer.due;
    const isSilence = item.kind === 'noise' || isQuiet(item.samples);
    const placement = this.#buffer.put({ item, isQuiet: isSilence, ...this.#arrivals.note(item, now) });
    if (isAwaited && placement === 'queued') this.#overdue++;
    if (this.#buffer.size > mostWaiting) this.#buffer.take();
  }

  /** Fills `output` with what is to be heard from `now` on. */
  pull(output: Float32Array, now: number): void {
    for (let filled = 0; filled < output.length;) {
      if (this.#ready.length === 0) this.#ready = this.#next(now + filled);
      const part = this.#ready.subarray(0, output.length - filled);
      output.set(part, filled);
      this.#ready = this.#ready.subarray(part.length);
      filled += part.length;
    }
  }

  #next(now: number): Float32Array {
    switch (this.#mode.kind) {
      case 'quiet':
        return this.#waitForStart(now);
      case 'speaking':
        return this.#goOn(this.#mode.frame, now);
      case 'bridging':
        return this.#bridge(this.#mode.frame, this.#mode.bridged, now);
    }
  }

  #waitForStart(now: number): Float32Array {
    const first = this.#buffer.first;
    if (first === undefined || this.#arrivals.excess(first.position, now) < 0) return this.#noise.next(step);
    return this.#take(now, this.#noise.next(overlap));
  }

  #goOn(frame: number, now: number): Float32Array {
    const first = this.#buffer.first;
    const isNext = first !== undefined && this.#buffer.missingBeforeFirst === 0 && !first.isStart;
    return isNext ? this.#take(now) : this.#bridge(frame, 0, now);
  }

  /**
   * Fills in for what has not come. Lost frames are passed over once their time has been bridged; where nothing waits
   * behind the hole the stream stands still, and goes on with the next frame whenever that comes.
   */
  #bridge(frame: number, bridged: number, now: number): Float32Array {
    const first = this.#buffer.first;
    if (first?.isStart === true) return this.#fallQuiet();
    // Who is in a hurry does not wait until as much has passed as was lost.
    const hole = this.#buffer.missingBeforeFirst * frame;
    const missing = (this.#catchUp.isOn ? Math.min(hole, longestHastyHole) : hole) - bridged;
    if (first !== undefined && missing <= 0) return this.#take(now, this.#concealer.peek(overlap));
    const length = first === undefined ? step : Math.min(step, missing);
    this.#mode = { kind: 'bridging', frame, bridged: bridged + length };
    if (bridged < longestConcealment) this.#concealed += length / frame;
    return this.#concealer.continue(length);
  }

  /** Plays the first packet, faded over `before`, which is what would come without it. */
  #take(now: number, before?: Float32Array): Float32Array {
    const isCut = this.#catchUp.follow(now);
    const placed = this.#buffer.take();
    if (placed === undefined) return this.#noise.next(step);
    const { item, position } = placed;
    if (item.kind === 'noise') return this.#fallQuiet(item.level);
    this.#delay = this.#arrivals.delay(position, now);
    this.#mode = { kind: 'speaking', frame: item.samples.length };
    const samples = this.#fit(item.samples, this.#arrivals.excess(position, now), now);
    const ending = before ?? (isCut ? this.#concealer.peek(overlap) : undefined);
    if (ending !== undefined) crossFade(ending, samples, overlap);
    this.#concealer.remember(samples);
    return samples;
  }

  #fit(samples: Float32Array, excess: number, now: number): Float32Array {
    if (this.#catchUp.isOn && !isQuiet(samples)) return this.#catchUp.hasten(samples, now, excess);
    return this.#pace.fit(this.#longEnough(samples, excess), excess);
  }

  /** A frame that is too short to be cut is cut together with the next, where that is there. */
  #longEnough(samples: Float32Array, excess: number): Float32Array {
    const next = this.#buffer.first;
    const canJoin = next?.item.kind === 'speech' && !next.isStart && this.#buffer.missingBeforeFirst === 0;
    if (!canJoin || !isTooShort(samples, excess)) return samples;
    this.#buffer.take();
    return joined([samples, next.item.samples]);
  }

  /** What the far side has for silence: its level, where it told one. */
  #fallQuiet(level?: number): Float32Array {
    if (level !== undefined) this.#noise.setLevel(level);
    if (this.#mode.kind === 'quiet') return this.#noise.next(step);
    this.#mode = { kind: 'quiet' };
    const noise = this.#noise.next(overlap);
    crossFade(this.#concealer.peek(overlap), noise, overlap);
    this.#concealer.forget();
    return noise;
  }
}
