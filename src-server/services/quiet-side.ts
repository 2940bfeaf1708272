import type { CallSide } from '../calls/call-side.ts';

/** A side that takes any media and reacts to nothing; services spread it and add what they react to. */
export const quietSide: CallSide = {
  sinks: undefined,
  farProgressed: () => undefined,
  farEnded: () => undefined,
  farSpoke: () => undefined,
  farShowed: () => undefined,
  farMediaChanged: () => undefined,
  farSinksChanged: () => undefined,
};

/** Runs `task` after everything that is being done now: the call exists on both sides by then. */
export function soon(clock: { after(delayMs: number, task: () => void): () => void }, task: () => void): () => void {
  return clock.after(0, task);
}
