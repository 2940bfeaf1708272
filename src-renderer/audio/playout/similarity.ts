/** Coarse search looks at every fourth sample and lag: speech has little above 6 kHz that decides. */
const coarseStep = 4;

export interface Match {
  readonly lag: number;
  /** Normalised correlation, -1 to 1; 1 for silence, which matches everything. */
  readonly similarity: number;
}

/**
 * The lag between `leastLag` and `greatestLag` at which `length` samples from `start + direction * lag` look most like
 * those from `start`. `direction` is 1 to look ahead and -1 to look back; what lies outside counts as silence.
 */
export function bestLag(
  samples: Float32Array,
  search: { start: number; length: number; leastLag: number; greatestLag: number; direction: 1 | -1 },
): Match {
  const { start, length, leastLag, greatestLag, direction } = search;
  const similarityAt = (lag: number, step: number): number =>
    correlation(samples, start, start + direction * lag, length, step);
  const coarse = highest(leastLag, greatestLag, coarseStep, (lag) => similarityAt(lag, coarseStep));
  const from = Math.max(leastLag, coarse.lag - coarseStep + 1);
  const to = Math.min(greatestLag, coarse.lag + coarseStep - 1);
  return highest(from, to, 1, (lag) => similarityAt(lag, 1));
}

function highest(from: number, to: number, step: number, similarityAt: (lag: number) => number): Match {
  let best: Match = { lag: from, similarity: -Infinity };
  for (let lag = from; lag <= to; lag += step) {
    const similarity = similarityAt(lag);
    if (similarity > best.similarity) best = { lag, similarity };
  }
  return best;
}

/** Below this energy a stretch of samples is silence. */
const silentEnergy = 1e-9;

function correlation(samples: Float32Array, one: number, other: number, length: number, step: number): number {
  let product = 0;
  let oneEnergy = 0;
  let otherEnergy = 0;
  for (let index = 0; index < length; index += step) {
    const x = samples[one + index] ?? 0;
    const y = samples[other + index] ?? 0;
    product += x * y;
    oneEnergy += x * x;
    otherEnergy += y * y;
  }
  if (oneEnergy < silentEnergy && otherEnergy < silentEnergy) return 1;
  return product / Math.sqrt(Math.max(oneEnergy * otherEnergy, silentEnergy * silentEnergy));
}
