/** Runs `task` once after `delayMs`; returns the way to prevent that. */
export type After = (delayMs: number, task: () => void) => () => void;

/** The timers of Node. */
export const systemAfter: After = (delayMs, task) => {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
};
