/** Counts of a call's audio so far. */
export interface CallFigures {
  readonly framesSent: number;
  readonly framesReceived: number;
  readonly framesLost: number;
  readonly framesLate: number;
  readonly framesConcealed: number;
  readonly playoutDelayMs: number;
  readonly firstPlayedAt?: number;
}

/** What a card shows of the sound of its call. */
export interface CallAudioView {
  readonly figures: CallFigures;
  /** Levels from 0 to 1; returns the way to stop listening. */
  onLevels(listener: (levels: { readonly microphone: number; readonly speaker: number }) => void): () => void;
}
