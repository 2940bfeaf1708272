import type { Clock } from '../session/ports.ts';

const lookMs = 2000;
/** A program that is merely busy is not late by this much. */
const sleptMs = 10_000;

/**
 * Calls `onWake` after this machine has slept: the clock went on, and timers did not. Connections are dead by then and
 * do not know it. Returns the way to stop watching.
 */
export function watchForWake({ clock, onWake }: { clock: Clock; onWake: () => void }): () => void {
  let stop = (): void => undefined;
  const look = (): void => {
    const dueAt = clock.now() + lookMs;
    stop = clock.after(lookMs, () => {
      if (clock.now() - dueAt >= sleptMs) onWake();
      look();
    });
  };
  look();
  return () => stop();
}
