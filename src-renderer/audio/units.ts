/** Samples a second of everything inside the engine; a sound device of another rate is converted by the browser. */
export const engineRate = 48_000;

/** Samples at `engineRate` in `ms`. */
export function samplesIn(ms: number): number {
  return Math.round((ms * engineRate) / 1000);
}

/** The time that `samples` at `engineRate` take, ms. */
export function msOf(samples: number): number {
  return (samples * 1000) / engineRate;
}
