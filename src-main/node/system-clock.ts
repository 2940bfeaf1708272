import { createHash, randomBytes } from 'node:crypto';
import type { Clock, Fingerprint, Random } from '../session/ports.ts';

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

/** 22 characters of SHA-256: nobody finds the text, or another one with the same name. */
export const fingerprint: Fingerprint = (text) => createHash('sha256').update(text).digest('base64url').slice(0, 22);
