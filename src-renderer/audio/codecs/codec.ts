import type { AudioCodec, AudioPlan } from '../../../src-bridge/phone-state.ts';

/** What goes out of an encoder with the frame that went in. */
export interface EncodedFrame {
  readonly payload: Uint8Array;
  readonly timestampMs: number;
  readonly level: number;
}

/** What goes into an encoder: mono samples at 48 kHz, as many as `Encoder.frameMs` says. */
export interface SpokenFrame {
  readonly samples: Float32Array<ArrayBuffer>;
  /** Wall clock of the first sample, ms since the epoch. */
  readonly timestampMs: number;
  /** RFC 6464 level. */
  readonly level: number;
}

export interface Encoder {
  /** The length of the frames that it takes, ms. */
  readonly frameMs: number;
  encode(frame: SpokenFrame): void;
  close(): void;
}

/** What comes out of a decoder: mono samples at 48 kHz, with the numbers of the packet that they came in. */
export interface HeardFrame {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly sequence: number;
  readonly timestampMs: number;
}

export interface ReceivedFrame {
  readonly payload: Uint8Array;
  readonly sequence: number;
  readonly timestampMs: number;
}

export interface Decoder {
  decode(frame: ReceivedFrame): void;
  close(): void;
}

/** A codec by its name in the plan and its number in a packet. */
export interface Codec {
  readonly name: AudioCodec;
  readonly payloadType: number;
  createEncoder(plan: AudioPlan, onEncoded: (frame: EncodedFrame) => void): Encoder;
  /** Frames come out in the order in which they went in; what cannot be decoded does not come out. */
  createDecoder(onDecoded: (frame: HeardFrame) => void): Decoder;
}
