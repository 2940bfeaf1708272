import { z } from 'zod';
import type { ReceivedSoFar } from '../../src-protocol/media-stream.ts';
import { uriSchema } from '../../src-protocol/uri.ts';
import type { Numbering } from './renumbering.ts';
import type { SentMedium } from './sent-media.ts';

/** 5 s of 200 kbit/s; of more than that the newest is handed over. */
const maxPayloadBytes = 125_000;

const counterSchema = z.string().regex(/^-?\d{1,20}$/u);
const idSchema = z.number().int().min(0).max(255);

const numberingRecordSchema = z.object({
  highest: counterSchema,
  current: z.object({ sender: z.string(), offset: counterSchema }).optional(),
});
type NumberingRecord = z.infer<typeof numberingRecordSchema>;

const sentRecordSchema = z.object({
  /** ms since the epoch, as all times here. */
  at: z.number(),
  sequence: counterSchema,
  timestamp: counterSchema,
  payloadType: z.number(),
  level: z.number().optional(),
  payload: z.base64(),
});
type SentRecord = z.infer<typeof sentRecordSchema>;

const receivedRecordSchema = z.object({
  source: idSchema,
  sink: idSchema,
  sequence: counterSchema,
  timestamp: counterSchema,
  /** Hexadecimal: bit n stands for the number that is n below `sequence`. */
  numbers: z.string().regex(/^[\da-f]{1,256}$/u),
});
type ReceivedRecord = z.infer<typeof receivedRecordSchema>;

const deviceMediaRecordSchema = z.object({
  device: uriSchema,
  numbering: numberingRecordSchema,
  /** What the device has not acknowledged, the oldest first. */
  sent: z.array(sentRecordSchema),
  received: z.array(receivedRecordSchema),
});
export type DeviceMediaRecord = z.infer<typeof deviceMediaRecordSchema>;

/** The media of a leg as one process leaves it to the next. */
export const mediaRecordSchema = z.object({ at: z.number(), devices: z.array(deviceMediaRecordSchema) });
export type MediaRecord = z.infer<typeof mediaRecordSchema>;

export function recordNumbering({ highest, current }: Numbering): NumberingRecord {
  return {
    highest: String(highest),
    ...(current && { current: { sender: current.sender, offset: String(current.offset) } }),
  };
}

export function readNumbering({ highest, current }: NumberingRecord): Numbering {
  return {
    highest: BigInt(highest),
    current: current && { sender: current.sender, offset: BigInt(current.offset) },
  };
}

/** `sent` has the oldest first. */
export function recordSent(sent: readonly SentMedium[]): SentRecord[] {
  let bytes = 0;
  const newest = sent.toReversed().filter(({ media }) => (bytes += media.payload.length) <= maxPayloadBytes);
  return newest.toReversed().map(({ at, media }) => ({
    at,
    sequence: String(media.sequence),
    timestamp: String(media.timestamp),
    payloadType: media.payloadType,
    ...(media.level === undefined ? {} : { level: media.level }),
    payload: Buffer.from(media.payload).toString('base64'),
  }));
}

export function readSent(records: readonly SentRecord[]): readonly SentMedium[] {
  return records.map(({ at, sequence, timestamp, payloadType, level, payload }) => ({
    at,
    media: {
      sequence: BigInt(sequence),
      timestamp: BigInt(timestamp),
      payloadType,
      ...(level === undefined ? {} : { level }),
      payload: Buffer.from(payload, 'base64'),
    },
  }));
}

export function recordReceived(ids: { source: number; sink: number }, soFar: ReceivedSoFar): ReceivedRecord {
  const { sequence, timestamp, numbers } = soFar;
  const bits = numbers.reduce((set, number) => set | (1n << (sequence - number)), 0n);
  return { ...ids, sequence: String(sequence), timestamp: String(timestamp), numbers: bits.toString(16) };
}

export function readReceived(record: ReceivedRecord): ReceivedSoFar {
  const [sequence, bits] = [BigInt(record.sequence), BigInt(`0x${record.numbers}`)];
  const numbers: bigint[] = [];
  for (let below = 0n; bits >> below > 0n; below++)
    if (((bits >> below) & 1n) === 1n && below <= sequence) numbers.push(sequence - below);
  return { sequence, timestamp: BigInt(record.timestamp), numbers };
}
