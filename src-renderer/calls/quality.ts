import type { CallFigures } from './call-audio-view.ts';

/** Bars of the quality display: 0 nothing heard yet, 1 poor, to 4 very good. */
export type QualityBars = 0 | 1 | 2 | 3 | 4;

/** Share of frames missed below which that many bars show. */
const ladder: readonly (readonly [limit: number, bars: QualityBars])[] = [
  [0.01, 4],
  [0.04, 3],
  [0.1, 2],
];
/** Playout delay above which talk begins to overlap, ms. */
const uncomfortableDelayMs = 250;

/** How good the call sounded between two readings of its figures. */
export function qualityBars(before: CallFigures, now: CallFigures): QualityBars {
  const received = now.framesReceived - before.framesReceived;
  const missed = now.framesLost - before.framesLost + (now.framesLate - before.framesLate);
  if (now.framesReceived === 0) return 0;
  if (received + missed <= 0) return 1;
  const share = missed / (received + missed);
  const bars = ladder.find(([limit]) => share < limit)?.[1] ?? 1;
  return now.playoutDelayMs > uncomfortableDelayMs ? (Math.min(bars, 2) as QualityBars) : bars;
}
