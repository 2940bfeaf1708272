import { randomBytes } from 'node:crypto';
import type { Clock, Random } from '../session/ports.ts';

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The randomness of this machine; tokens have 144 bits. */
export const systemRandom: Random = {
  token: () => randomBytes(18).toString('base64url'),
  fraction: () => Math.random(),
};
