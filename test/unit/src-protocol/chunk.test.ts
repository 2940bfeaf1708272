import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeAcknowledgement,
  encodeMediaChunk,
  readChunk,
  type Acknowledgement,
  type MediaChunk,
} from '../../../src-protocol/chunk.ts';
import { acknowledgement, fromHex, mediaChunk, toHex } from './arbitraries.ts';
import vectors from './vectors/chunks.json' with { type: 'json' };

type Chunk = MediaChunk | Acknowledgement;

function encode(chunk: Chunk): Uint8Array {
  return chunk.kind === 'media' ? encodeMediaChunk(chunk) : encodeAcknowledgement(chunk);
}

/** A chunk with its byte fields in hexadecimal, as the vectors have them. */
function inHex(chunk: Chunk): object {
  if (chunk.kind === 'acknowledgement') return { ...chunk, sequences: chunk.sequences.map(toHex) };
  const { sequence, timestamp, payload } = chunk;
  return { ...chunk, sequence: toHex(sequence), timestamp: toHex(timestamp), payload: toHex(payload) };
}

describe('the chunks of the vectors', () => {
  it.each(vectors.chunks)('are read: $name', ({ hex, meaning }) => {
    const chunk = readChunk(fromHex(hex));
    expect(chunk === undefined ? null : inHex(chunk)).toEqual(meaning);
  });

  it.each(vectors.chunks.filter((vector) => vector.canonical))('are written: $name', ({ hex }) => {
    const chunk = readChunk(fromHex(hex));
    expect(chunk === undefined ? undefined : toHex(encode(chunk))).toBe(hex);
  });

  it('have names of their own', () => {
    const names = vectors.chunks.map((vector) => vector.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('say why where they mean nothing', () => {
    for (const vector of vectors.chunks) expect(vector.meaning === null, vector.name).toBe(vector.why !== undefined);
  });
});

describe('a chunk', () => {
  it('of media is read as it was written', () => {
    fc.assert(
      fc.property(mediaChunk, (chunk) => {
        expect(readChunk(encodeMediaChunk(chunk))).toEqual(chunk);
      }),
    );
  });

  it('of acknowledgements is read as it was written', () => {
    fc.assert(
      fc.property(acknowledgement, (ack) => {
        expect(readChunk(encodeAcknowledgement(ack))).toEqual(ack);
      }),
    );
  });

  it('carries its bytes as views, without a copy', () => {
    const bytes = fromHex('0012010203e80203fa96c80301010501000601000404780be4c1');
    const chunk = readChunk(bytes);
    expect(chunk?.kind === 'media' && chunk.payload.buffer === bytes.buffer).toBe(true);
  });

  it('is read from any bytes without a throw', () => {
    const garbage = fc
      .tuple(fc.constantFrom(0, 1, 2), fc.uint8Array({ maxLength: 100 }))
      .map(([kind, rest]) => Uint8Array.of(kind, ...rest));
    fc.assert(fc.property(fc.oneof(garbage, fc.uint8Array({ maxLength: 100 })), (bytes) => void readChunk(bytes)));
  });

  it('with one byte changed, added or lost is read without a throw, into fields within their bounds', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }), removed: fc.nat(2) });
    fc.assert(
      fc.property(
        fc.oneof<fc.Arbitrary<Chunk>[]>(mediaChunk, acknowledgement),
        change,
        (chunk, { at, byte, removed }) => {
          const bytes = [...encode(chunk)];
          bytes.splice(at % bytes.length, removed, byte);
          const read = readChunk(Uint8Array.from(bytes));
          if (read === undefined) return;
          expect(read.source).toBeLessThanOrEqual(255);
          expect(read.sink).toBeLessThanOrEqual(255);
          if (read.kind === 'media') {
            expect(read.level ?? 0).toBeLessThanOrEqual(127);
            expect(Number.isSafeInteger(read.payloadType) && read.payloadType > 0).toBe(true);
          } else expect(Number.isSafeInteger(read.receivedAt)).toBe(true);
        },
      ),
    );
  });
});
