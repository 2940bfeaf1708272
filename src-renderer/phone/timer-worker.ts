import type { TimerRequest } from './steady-timer.ts';

// Chromium lets the timers of a hidden page run once a minute at worst; those of a worker it leaves alone.
globalThis.onmessage = ({ data }: MessageEvent<TimerRequest>) => {
  setTimeout(() => globalThis.postMessage(data.id), data.delayMs);
};
