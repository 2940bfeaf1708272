import type { Random } from '../../session/ports.ts';
import type { NextAttempt } from './subscription-end.ts';

/** How long we ask a phone to tell us, in seconds. */
export const askedExpiresS = 3600;
/** A subscription without its first NOTIFY after this long has failed (RFC 6665, Timer N), ms. */
export const firstNotifyMs = 32_000;
/** How long the last NOTIFY of a subscription that we ended is waited for, ms. */
export const lastNotifyMs = 1000;
/** Between two requests for all dialogs after some were missed, ms. */
export const fullIntervalMs = 30_000;
/** A subscription that held this long says that the phone is well, ms. */
export const steadyMs = 60_000;

/** No phone makes us ask more often than this. */
const shortestRefreshMs = 5000;
const shortestBackoffMs = 5000;
const longestBackoffMs = 300_000;
const seldomMs = 3_600_000;
const jitter = 0.2;

/** When to refresh what was granted for so many seconds: with a quarter of it left, which bears a lost request, ms. */
export function refreshDelayMs(grantedS: number, random: Random): number {
  return Math.max(shortestRefreshMs, Math.round(grantedS * 1000 * (0.7 + 0.1 * random.fraction())));
}

/** The wait after so many failures in a row, this one included, ms. */
export function backoffMs(failures: number, random: Random): number {
  return spread(Math.min(longestBackoffMs, shortestBackoffMs * 2 ** Math.min(16, Math.max(0, failures - 1))), random);
}

/**
 * The wait before a phone is asked again, ms. One that sends everybody away at once is asked at once the first time
 * alone, and by all of us not in the same moment.
 */
export function nextAttemptMs(next: NextAttempt, failures: number, random: Random): number {
  switch (next.kind) {
    case 'at-once':
      return failures <= 1 ? Math.round(1000 * random.fraction()) : backoffMs(failures, random);
    case 'after':
      return Math.max(next.delayMs + Math.round(1000 * random.fraction()), failures <= 1 ? 0 : shortestBackoffMs);
    case 'backing-off':
      return backoffMs(failures, random);
    case 'seldom':
      return spread(seldomMs, random);
  }
}

function spread(delayMs: number, random: Random): number {
  return Math.round(delayMs * (1 - jitter + 2 * jitter * random.fraction()));
}
