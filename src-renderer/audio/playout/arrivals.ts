import { samplesIn } from '../units.ts';
import type { StreamItem } from './stream-item.ts';

/** How late packets of a stream are, and how long to hold them back so that nearly all are in time. In samples. */
export interface Arrivals {
  /** Takes note of a packet that arrived when the playout clock stood at `now`; returns where it lies in the stream. */
  note(item: StreamItem, now: number): StreamPlace;
  /** The time by which a sample that stood at `position` and is played at `now` is later than it would have to be. */
  excess(position: number, now: number): number;
  /** The time between the arrival of a punctual packet and its playout that the policy wants. */
  readonly target: number;
  /** The delay of a sample at `position` that is played at `now`, over that of a punctual packet played at once. */
  delay(position: number, now: number): number;
}

export interface StreamPlace {
  /** Position of the first sample on the time line of the stream. */
  readonly position: number;
  /** Whether the stream paused before this packet, so that silence, not loss, lies between. */
  readonly isStart: boolean;
}

/** Decides how long to hold packets back. `lateness` holds the latest ones, in samples, in the order of arrival. */
export interface TargetPolicy {
  target(lateness: readonly number[]): number;
}

/** Packets remembered: long enough to meet a quantile, short enough to follow a network that changes. */
const memory = 400;
const assumedFrame = samplesIn(20);

/** Nothing for so long is an outage, and what comes after it, later and later sent, is the backlog of it. */
const leastOutage = samplesIn(200);

/** A backlog that has not got shorter for so long is none: the way has become longer. */
const longestStandstill = samplesIn(500);

/** A time stamp is off its sequence number by more than this only where the sender paused or changed. */
const leastPause = samplesIn(60);

/**
 * Keeps the time line of one stream. A packet's lateness is its arrival on the playout clock less its place on the time
 * line, over the least such difference of late; so a drift between the two clocks moves the base and nothing else.
 */
export function createArrivals(policy: TargetPolicy): Arrivals {
  /** Arrival less position of the latest packets. */
  const offsets: number[] = [];
  let base = 0;
  let target = policy.target([]);
  let newest: { item: StreamItem; position: number; frame: number } | undefined;
  let last = { arrival: -Infinity, offset: -Infinity };
  /** While what an outage held up comes in: the least offset of it so far, and when that came. */
  let backlog: { readonly least: number; readonly at: number } | undefined;

  function place(item: StreamItem, now: number): StreamPlace {
    if (newest === undefined) return { position: now, isStart: true };
    const steps = item.sequence - newest.item.sequence;
    const bySequence = steps * newest.frame;
    const byClock = samplesIn(item.timestampMs - newest.item.timestampMs);
    const isStart = newest.item.kind === 'noise' || Math.abs(byClock - bySequence) > leastPause;
    if (steps > 0 && isStart) {
      // Sooner behind the packet before it than it was sent: both waited, and the sender's clock alone knows the pause.
      const waited = now - last.arrival < byClock;
      const bySender = waited ? newest.position + byClock : Infinity;
      return { position: Math.min(now - base, bySender), isStart: true };
    }
    return { position: newest.position + bySequence, isStart: false };
  }

  /** Whether a packet is one of those that an outage held up: one event, which tells nothing of those to come. */
  function isHeldUp(offset: number, now: number): boolean {
    if (now - last.arrival >= leastOutage && offset > last.offset + leastOutage) backlog = { least: Infinity, at: now };
    if (backlog === undefined) return false;
    if (offset < backlog.least) backlog = { least: offset, at: now };
    if (offset - base <= target || now - backlog.at > longestStandstill) backlog = undefined;
    return backlog !== undefined;
  }

  function learn(offset: number): void {
    offsets.push(offset);
    if (offsets.length > memory) offsets.shift();
    base = Math.min(...offsets);
    target = policy.target(offsets.map((each) => each - base));
  }

  return {
    note(item, now) {
      const { position, isStart } = place(item, now);
      const frame = item.kind === 'speech' ? item.samples.length : (newest?.frame ?? assumedFrame);
      const offset = now - position;
      const isHeld = isHeldUp(offset, now);
      const isQueued = now - last.arrival < frame / 2 && offset < last.offset;
      last = { arrival: now, offset };
      // Of packets that are let go at once only the first tells how long the network held them.
      const isTelling = item.kind === 'speech' && !isStart && !isQueued && !isHeld;
      if (isTelling || offsets.length === 0) learn(offset);
      if (newest === undefined || item.sequence > newest.item.sequence) newest = { item, position, frame };
      return { position, isStart };
    },
    excess: (position, now) => now - position - base - target,
    delay: (position, now) => now - position - base,
    get target() {
      return target;
    },
  };
}
