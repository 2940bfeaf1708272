/** Payload types that travel with a media chunk (PROTOCOL 6, tag 3). */
export const payloadTypes = { opus: 1, PCMU: 2, PCMA: 3, telephoneEvent: 4, comfortNoise: 5, red: 6 } as const;
export type PayloadType = (typeof payloadTypes)[keyof typeof payloadTypes];

/** One encoded audio frame between the session and the audio engine. */
export interface AudioPacket {
  readonly payloadType: number;
  /** RFC 6464 level of the frame, 0 (loudest) to 127 (silence), in -dBov; absent when not measured. */
  readonly level?: number;
  /** Wall clock of the first sample, ms since the epoch, at the sender. */
  readonly timestampMs: number;
  /** Number within the stream; the session numbers what the engine sends, so a sender writes 0. */
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** The audio of one call: packets of this device's microphone in, packets for this device's speaker out. */
export interface AudioPort {
  /** Hands a packet over; never blocks, and drops when the other side is gone. */
  send(packet: AudioPacket): void;
  /** Calls `listener` for every packet that arrives; returns the way to stop that. */
  onPacket(listener: (packet: AudioPacket) => void): () => void;
  /** Ends the port on both sides. Closing twice is harmless. */
  close(): void;
}

const headerLength = 18;
const noLevel = 255;

/**
 * A packet as bytes for a port or a socket: payload type (1), level (1, 255 = none), timestamp (8, double),
 * sequence (8, double), payload; big endian. The result is an exact-size copy.
 */
export function encodeAudioPacket(packet: AudioPacket): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerLength + packet.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, packet.payloadType);
  view.setUint8(1, packet.level ?? noLevel);
  view.setFloat64(2, packet.timestampMs);
  view.setFloat64(10, packet.sequence);
  bytes.set(packet.payload, headerLength);
  return bytes;
}

/** The packet in `bytes`, or undefined when they are none. The payload is a view, not a copy. */
export function decodeAudioPacket(bytes: Uint8Array): AudioPacket | undefined {
  if (bytes.length < headerLength) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const level = view.getUint8(1);
  const timestampMs = view.getFloat64(2);
  const sequence = view.getFloat64(10);
  if (!Number.isFinite(timestampMs) || !Number.isSafeInteger(sequence)) return undefined;
  if (level > 127 && level !== noLevel) return undefined;
  return {
    payloadType: view.getUint8(0),
    ...(level === noLevel ? {} : { level }),
    timestampMs,
    sequence,
    payload: bytes.subarray(headerLength),
  };
}
