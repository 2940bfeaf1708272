import { samplesIn } from '../units.ts';
import type { TargetPolicy } from './arrivals.ts';

/** Until this many packets are known the target does not go below the first guess. */
const enoughPackets = 25;
const firstGuess = samplesIn(20);

/** One packet in 33 may come too late: a hole of 20 ms every 0.7 s at worst, and concealed. */
const shareTooLate = 0.03;

/** The playout clock moves in steps of a sound device's buffer; this keeps packets that are punctual on the safe side. */
const margin = samplesIn(4);
const ceiling = samplesIn(400);

/** Holds packets back for as long as 97 in 100 of the latest ones needed, starting at 20 ms. */
export function createQuantilePolicy(): TargetPolicy {
  return {
    target(lateness) {
      const sorted = lateness.toSorted((one, other) => other - one);
      const wanted = (sorted[Math.floor(sorted.length * shareTooLate)] ?? 0) + margin;
      return Math.min(ceiling, sorted.length < enoughPackets ? Math.max(firstGuess, wanted) : wanted);
    },
  };
}
