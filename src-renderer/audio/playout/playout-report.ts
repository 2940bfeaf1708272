import type { PlayoutFigures } from './playout.ts';

/** What the playout worklet tells about the stream that it plays. */
export interface PlayoutReport {
  readonly figures: PlayoutFigures;
  /** RMS since the report before, 0 to 1. */
  readonly loudness: number;
  /** Place of the first spoken sample on the clock of the audio context, in samples; undefined until there was one. */
  readonly firstPlayedAt: number | undefined;
}
