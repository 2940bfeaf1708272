import { encodeCounter, expandCounter, wholeCounterWidth } from './counter.ts';
import { findTlv, readTlvs, tlvsLength, writeTlvs, type Tlv } from './tlv.ts';
import { readVarint, varintLength, writeVarint } from './varint.ts';

/** The direction of a stream: from client to server, or from server to client. */
export type Direction = 'c2s' | 's2c';

/** One piece of media (PROTOCOL 6). Byte fields that were read are views of what they were read from. */
export interface MediaChunk {
  readonly kind: 'media';
  /** Low bytes of the sequence number, 1 to 8, as they stood on the wire. */
  readonly sequence: Uint8Array;
  /** Low bytes of the wall clock of the first sample in ms, 1 to 8, as they stood on the wire. */
  readonly timestamp: Uint8Array;
  /** See `payloadType`; another number is one that a later version of PROTOCOL gave out. */
  readonly payloadType: number;
  /** Source and sink ids, 0 to 255. */
  readonly source: number;
  readonly sink: number;
  /** RFC 6464 level, 0 (loudest) to 127 (silence), in -dBov. */
  readonly level?: number;
  /** RFC 6464 voice flag: true where the sender says that the payload holds speech. Sent only beside `level`. */
  readonly isVoice?: boolean;
  readonly payload: Uint8Array;
}

/** Says that chunks of a stream were received (PROTOCOL 6, control type 1). */
export interface Acknowledgement {
  readonly kind: 'acknowledgement';
  /** Direction, source and sink of the stream that is acknowledged. */
  readonly direction: Direction;
  readonly source: number;
  readonly sink: number;
  /** At least one sequence number, each as truncated as in its chunk, the newest last. */
  readonly sequences: readonly Uint8Array[];
  /** Local time at which the newest one was received, ms since the epoch. */
  readonly receivedAt: number;
}

const kinds = { media: 0, control: 1 } as const;

const tags = {
  sequence: 1,
  timestamp: 2,
  payloadType: 3,
  payload: 4,
  source: 5,
  sink: 6,
  level: 10,
  keyId: 11,
  controlType: 16,
  direction: 17,
  acknowledged: 18,
  receivedAt: 19,
} as const;

const acknowledgementType = Uint8Array.of(0, 1);
const voiceFlag = 0x80;

/** The bytes of a media chunk. `sequence` and `timestamp` are sent as they are given. */
export function encodeMediaChunk(chunk: Omit<MediaChunk, 'kind'>): Uint8Array<ArrayBuffer> {
  const envelope: Tlv[] = [
    { tag: tags.sequence, value: chunk.sequence },
    { tag: tags.timestamp, value: chunk.timestamp },
    { tag: tags.payloadType, value: encodePayloadType(chunk.payloadType) },
    { tag: tags.source, value: Uint8Array.of(chunk.source) },
    { tag: tags.sink, value: Uint8Array.of(chunk.sink) },
  ];
  if (chunk.level !== undefined) {
    const level = chunk.isVoice === true ? chunk.level | voiceFlag : chunk.level;
    envelope.push({ tag: tags.level, value: Uint8Array.of(level) });
  }
  return encodeChunk(kinds.media, envelope, [{ tag: tags.payload, value: chunk.payload }]);
}

/** The bytes of an acknowledgement. */
export function encodeAcknowledgement(ack: Omit<Acknowledgement, 'kind'>): Uint8Array<ArrayBuffer> {
  const envelope: Tlv[] = [
    { tag: tags.controlType, value: acknowledgementType },
    { tag: tags.direction, value: Uint8Array.of(ack.direction === 'c2s' ? 0 : 1) },
    { tag: tags.source, value: Uint8Array.of(ack.source) },
    { tag: tags.sink, value: Uint8Array.of(ack.sink) },
  ];
  const content: Tlv[] = ack.sequences.map((value) => ({ tag: tags.acknowledged, value }));
  content.push({ tag: tags.receivedAt, value: encodeCounter(BigInt(Math.floor(ack.receivedAt)), wholeCounterWidth) });
  return encodeChunk(kinds.control, envelope, content);
}

/**
 * The chunk that fills `bytes`. Undefined for what is malformed, for a kind or control type that PROTOCOL does not
 * know, and for a chunk with a key id. Never throws.
 */
export function readChunk(bytes: Uint8Array): MediaChunk | Acknowledgement | undefined {
  const length = readVarint(bytes, 1);
  if (length === undefined) return undefined;
  const envelopeEnd = length.next + length.value;
  if (envelopeEnd > bytes.length) return undefined;
  const envelope = readTlvs(bytes.subarray(length.next, envelopeEnd));
  const content = readTlvs(bytes.subarray(envelopeEnd));
  if (envelope === undefined || content === undefined || findTlv(envelope, tags.keyId) !== undefined) return undefined;
  switch (bytes[0]) {
    case kinds.media:
      return readMedia(envelope, content);
    case kinds.control:
      return readAcknowledgement(envelope, content);
    default:
      return undefined;
  }
}

function encodeChunk(kind: number, envelope: readonly Tlv[], content: readonly Tlv[]): Uint8Array<ArrayBuffer> {
  const envelopeLength = tlvsLength(envelope);
  const bytes = new Uint8Array(1 + varintLength(envelopeLength) + envelopeLength + tlvsLength(content));
  bytes[0] = kind;
  const envelopeStart = writeVarint(bytes, 1, envelopeLength);
  writeTlvs(bytes, writeTlvs(bytes, envelopeStart, envelope), content);
  return bytes;
}

function readMedia(envelope: readonly Tlv[], content: readonly Tlv[]): MediaChunk | undefined {
  const sequence = findTlv(envelope, tags.sequence);
  const timestamp = findTlv(envelope, tags.timestamp);
  const payloadType = readPayloadType(findTlv(envelope, tags.payloadType));
  const ids = readIds(envelope);
  const payload = findTlv(content, tags.payload);
  const level = findTlv(envelope, tags.level);
  if (!isCounter(sequence) || !isCounter(timestamp) || payloadType === undefined) return undefined;
  if (ids === undefined || payload === undefined) return undefined;
  const chunk: MediaChunk = { kind: 'media', sequence, timestamp, payloadType, ...ids, payload };
  if (level === undefined) return chunk;
  const value = readByte(level);
  if (value === undefined) return undefined;
  const withLevel = { ...chunk, level: value & ~voiceFlag };
  return (value & voiceFlag) === 0 ? withLevel : { ...withLevel, isVoice: true };
}

function readAcknowledgement(envelope: readonly Tlv[], content: readonly Tlv[]): Acknowledgement | undefined {
  const type = findTlv(envelope, tags.controlType);
  if (type?.length !== 2 || type[0] !== acknowledgementType[0] || type[1] !== acknowledgementType[1]) return undefined;
  const direction = readDirection(findTlv(envelope, tags.direction));
  const ids = readIds(envelope);
  const sequences = content.filter((tlv) => tlv.tag === tags.acknowledged).map((tlv) => tlv.value);
  const receivedAt = readTime(findTlv(content, tags.receivedAt));
  if (direction === undefined || ids === undefined || receivedAt === undefined) return undefined;
  if (sequences.length === 0 || !sequences.every(isCounter)) return undefined;
  return { kind: 'acknowledgement', direction, ...ids, sequences, receivedAt };
}

function isCounter(value: Uint8Array | undefined): value is Uint8Array {
  return value !== undefined && value.length > 0 && value.length <= wholeCounterWidth;
}

function readByte(value: Uint8Array): number | undefined {
  return value.length === 1 ? value[0] : undefined;
}

/** An absent id means 0. */
function readIds(envelope: readonly Tlv[]): { source: number; sink: number } | undefined {
  const source = readByte(findTlv(envelope, tags.source) ?? zeroId);
  const sink = readByte(findTlv(envelope, tags.sink) ?? zeroId);
  return source === undefined || sink === undefined ? undefined : { source, sink };
}

const zeroId = Uint8Array.of(0);

function readDirection(value: Uint8Array | undefined): Direction | undefined {
  if (value?.length !== 1) return undefined;
  if (value[0] === 0) return 'c2s';
  return value[0] === 1 ? 's2c' : undefined;
}

function readTime(value: Uint8Array | undefined): number | undefined {
  if (value?.length !== wholeCounterWidth) return undefined;
  const time = Number(expandCounter(value, undefined));
  return Number.isSafeInteger(time) ? time : undefined;
}

function encodePayloadType(type: number): Uint8Array {
  if (type < 256) return Uint8Array.of(type);
  return Uint8Array.of(...encodePayloadType(Math.floor(type / 256)), type % 256);
}

/** 1 to 6 bytes without a zero in front: more would not be a safe integer, and no type is 0. */
function readPayloadType(value: Uint8Array | undefined): number | undefined {
  if (value === undefined || value.length === 0 || value.length > 6 || value[0] === 0) return undefined;
  return value.reduce((type, byte) => type * 256 + byte, 0);
}
