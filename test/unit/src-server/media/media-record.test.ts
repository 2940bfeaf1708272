import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../../src-protocol/check.ts';
import { windowSize } from '../../../../src-protocol/number-window.ts';
import {
  mediaRecordSchema,
  readNumbering,
  readReceived,
  readSent,
  recordNumbering,
  recordReceived,
  recordSent,
  type DeviceMediaRecord,
} from '../../../../src-server/media/media-record.ts';
import type { SentMedium } from '../../../../src-server/media/sent-media.ts';

const counter = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** A record of one device, written and read. */
function passedOn(change: Partial<DeviceMediaRecord>): DeviceMediaRecord {
  const device = { device: 'https://example.com/h', numbering: { highest: '0' }, sent: [], received: [], ...change };
  const text = JSON.stringify({ at: 1, devices: [device] });
  const [read] = mediaRecordSchema.parse(parseJson(new TextEncoder().encode(text))).devices;
  if (read === undefined) throw new Error('the record is empty');
  return read;
}

function sent(sequence: bigint, payload: Uint8Array): SentMedium {
  return { at: 5, media: { sequence, timestamp: 2n ** 63n, payloadType: 1, payload } };
}

describe('media that one process leaves to the next', () => {
  it('keeps its numbering, whichever way the sender is off', () => {
    fc.assert(
      fc.property(counter, fc.option(fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n })), (highest, offset) => {
        const numbering = { highest, current: offset === null ? undefined : { sender: 'a', offset } };
        expect(readNumbering(passedOn({ numbering: recordNumbering(numbering) }).numbering)).toEqual(numbering);
      }),
    );
    expect(readNumbering(recordNumbering({ highest: -1n }))).toMatchObject({ highest: -1n });
  });

  it('keeps which of the newest 1024 numbers came', () => {
    const below = fc.uniqueArray(fc.bigInt({ min: 0n, max: windowSize - 1n }));
    fc.assert(
      fc.property(counter, counter, below, (sequence, timestamp, distances) => {
        const numbers = [...new Set([0n, ...distances])].filter((distance) => distance <= sequence);
        const soFar = { sequence, timestamp, numbers: numbers.map((distance) => sequence - distance) };
        const [read] = passedOn({ received: [recordReceived({ source: 3, sink: 255 }, soFar)] }).received;
        expect(read).toMatchObject({ source: 3, sink: 255 });
        const { numbers: came, ...position } = readReceived(read as NonNullable<typeof read>);
        expect(position).toEqual({ sequence, timestamp });
        expect(new Set(came)).toEqual(new Set(soFar.numbers));
      }),
    );
  });

  it('keeps every chunk that was sent, in order', () => {
    const media = [sent(2n ** 64n - 1n, Uint8Array.of(0, 255)), sent(7n, new Uint8Array())];
    const quiet = { at: 6, media: { ...sent(8n, Uint8Array.of(1)).media, level: 127 } };
    const read = readSent(passedOn({ sent: recordSent([...media, quiet]) }).sent);
    expect(read.map(({ at, media: each }) => ({ at, media: { ...each, payload: [...each.payload] } }))).toEqual(
      [...media, quiet].map(({ at, media: each }) => ({ at, media: { ...each, payload: [...each.payload] } })),
    );
  });

  it('has only the newest chunks of a device that let more wait than anybody says', () => {
    const large = Array.from({ length: 500 }, (_, index) => sent(BigInt(index), new Uint8Array(8000)));
    const sequences = recordSent(large).map(({ sequence }) => Number(sequence));
    expect(sequences).toEqual(Array.from({ length: 15 }, (_, index) => 485 + index));
  });
});
