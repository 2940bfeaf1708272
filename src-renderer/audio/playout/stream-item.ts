/** A decoded frame of speech, mono at 48 kHz. */
export interface SpeechItem {
  readonly kind: 'speech';
  readonly sequence: number;
  /** Wall clock of the first sample at the sender, ms. */
  readonly timestampMs: number;
  readonly samples: Float32Array;
}

/** The far side says that it is silent, and how loud its silence is (RFC 3389). */
export interface NoiseItem {
  readonly kind: 'noise';
  readonly sequence: number;
  readonly timestampMs: number;
  /** -dBov, 127 for none at all. */
  readonly level: number;
}

/** One packet of a received stream, ready to be played. */
export type StreamItem = SpeechItem | NoiseItem;
