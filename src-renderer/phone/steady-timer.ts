/** What the worker is asked: to send `id` back after `delayMs`. */
export interface TimerRequest {
  readonly id: number;
  readonly delayMs: number;
}

/** Runs `task` once after `delayMs`; returns the way to prevent that. */
export type After = (delayMs: number, task: () => void) => () => void;

/**
 * A timer that is on time in a hidden page too: `worker` runs `timer-worker.ts`, and the page's own timer stands in where
 * that did not load.
 */
export function createSteadyTimer(worker: Pick<Worker, 'postMessage' | 'addEventListener'>, ownTimer: After): After {
  const waiting = new Map<number, () => void>();
  let nextId = 1;
  worker.addEventListener('message', ({ data }: MessageEvent<number>) => waiting.get(data)?.());

  return (delayMs, task) => {
    const id = nextId++;
    const cancelOwn = ownTimer(delayMs, () => waiting.get(id)?.());
    const cancel = (): void => {
      cancelOwn();
      waiting.delete(id);
    };
    waiting.set(id, () => {
      cancel();
      task();
    });
    worker.postMessage({ id, delayMs } satisfies TimerRequest);
    return cancel;
  };
}
