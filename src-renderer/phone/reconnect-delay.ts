const firstDelayMs = 250;
const longestDelayMs = 2000;

/** How long the page waits before attempt number `attempt` (0 is the first after a loss) to reach the phone, ms. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
}
