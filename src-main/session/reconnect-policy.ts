import type { Random } from './ports.ts';

/** How long to wait before a connection is tried again. */
export interface ReconnectPolicy {
  /** The delay in ms after so many failures in a row; 0 failures: at once. */
  delayMs(failures: number): number;
}

const ceilingMs = 30_000;
const jitter = 0.2;

/** PROTOCOL 7: `backoffMs` after the first failure, doubled each time, with ±20 % jitter and a ceiling of 30 s. */
export function doublingPolicy(backoffMs: number, random: Random): ReconnectPolicy {
  return {
    delayMs(failures) {
      if (failures <= 0) return 0;
      const doubled = Math.min(ceilingMs, backoffMs * 2 ** (failures - 1));
      return Math.min(ceilingMs, Math.round(doubled * (1 - jitter + 2 * jitter * random.fraction())));
    },
  };
}
