import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAcknowledgement, encodeMediaChunk } from '../../../src-protocol/chunk.ts';
import { encodeMediaBody, maxBodyBytes, maxChunkBytes, readMediaBody } from '../../../src-protocol/media-body.ts';
import { ProtocolError } from '../../../src-protocol/protocol-error.ts';
import { encodeVarint } from '../../../src-protocol/varint.ts';
import { acknowledgement, fromHex, mediaChunk, toHex } from './arbitraries.ts';
import vectors from './vectors/chunks.json' with { type: 'json' };

type Body = ReturnType<typeof readMediaBody>;

function inHex({ media, acknowledgements, dropped }: Body): object {
  const acks = acknowledgements.map((ack) => ({ ...ack, sequences: ack.sequences.map(toHex) }));
  if (media === undefined) return { acknowledgements: acks, dropped };
  const { sequence, timestamp, payload } = media;
  const inHexMedia = { ...media, sequence: toHex(sequence), timestamp: toHex(timestamp), payload: toHex(payload) };
  return { media: inHexMedia, acknowledgements: acks, dropped };
}

function reencode({ media, acknowledgements }: Body): Uint8Array {
  const acks = acknowledgements.map(encodeAcknowledgement);
  return encodeMediaBody(media === undefined ? acks : [encodeMediaChunk(media), ...acks]);
}

/** The bytes of a good media chunk that is `length` bytes long. */
function mediaOfLength(length: number): Uint8Array {
  const fields = { sequence: fromHex('01'), timestamp: fromHex('02'), payloadType: 1, source: 0, sink: 0 };
  const overhead = encodeMediaChunk({ ...fields, payload: new Uint8Array(100) }).length - 100;
  const chunk = encodeMediaChunk({ ...fields, payload: new Uint8Array(length - overhead) });
  expect(chunk.length).toBe(length);
  return chunk;
}

describe('the bodies of the vectors', () => {
  it.each(vectors.bodies)('are read: $name', ({ hex, meaning }) => {
    expect(inHex(readMediaBody(fromHex(hex)))).toEqual(meaning);
  });

  it.each(vectors.bodies.filter((vector) => vector.canonical))('are written: $name', ({ hex }) => {
    expect(toHex(reencode(readMediaBody(fromHex(hex))))).toBe(hex);
  });
});

describe('a body of chunks', () => {
  const contents = fc.tuple(fc.option(mediaChunk, { nil: undefined }), fc.array(acknowledgement, { maxLength: 6 }));

  it('is read as it was written', () => {
    fc.assert(
      fc.property(contents, ([media, acknowledgements]) => {
        const body = media === undefined ? { acknowledgements, dropped: 0 } : { media, acknowledgements, dropped: 0 };
        expect(readMediaBody(reencode(body))).toEqual(body);
      }),
    );
  });

  it('loses nothing but a malformed chunk that stands among good ones, and counts it', () => {
    const garbage = fc.uint8Array({ maxLength: 50 }).map((bytes) => Uint8Array.of(9, ...bytes));
    fc.assert(
      fc.property(contents, fc.array(fc.tuple(fc.nat(), garbage), { maxLength: 5 }), ([media, acks], spoiled) => {
        const chunks: Uint8Array[] = acks.map(encodeAcknowledgement);
        if (media !== undefined) chunks.unshift(encodeMediaChunk(media));
        for (const [at, bytes] of spoiled) chunks.splice(at % (chunks.length + 1), 0, bytes);
        const body = readMediaBody(encodeMediaBody(chunks));
        expect(body.media).toEqual(media);
        expect(body.acknowledgements).toEqual(acks);
        expect(body.dropped).toBe(spoiled.length);
      }),
    );
  });

  it('is read from any bytes without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { dropped } = readMediaBody(bytes);
        expect(dropped).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  it('is read without a throw when it is cut anywhere', () => {
    fc.assert(
      fc.property(contents, fc.nat(), ([media, acknowledgements], cut) => {
        const body = reencode({ ...(media === undefined ? {} : { media }), acknowledgements, dropped: 0 });
        const read = readMediaBody(body.subarray(0, cut % (body.length + 1)));
        expect(read.dropped).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('takes a chunk of 8 KiB and drops a greater one alone', () => {
    const ack = encodeAcknowledgement({
      direction: 'c2s',
      source: 0,
      sink: 0,
      sequences: [fromHex('07')],
      receivedAt: 1,
    });
    const largest = mediaOfLength(maxChunkBytes);
    expect(readMediaBody(encodeMediaBody([largest, ack]))).toMatchObject({ media: { kind: 'media' }, dropped: 0 });
    const tooLarge = mediaOfLength(maxChunkBytes + 1);
    const body = Uint8Array.of(...encodeVarint(tooLarge.length), ...tooLarge, ...encodeVarint(ack.length), ...ack);
    expect(readMediaBody(body)).toMatchObject({ acknowledgements: [{ kind: 'acknowledgement' }], dropped: 1 });
    expect(readMediaBody(body).media).toBeUndefined();
  });

  it('is read up to 64 KiB and dropped as a whole above', () => {
    const chunk = Uint8Array.of(...encodeVarint(150), ...mediaOfLength(150));
    const full = new Uint8Array(maxBodyBytes);
    for (let offset = 0; offset + chunk.length <= full.length; offset += chunk.length) full.set(chunk, offset);
    expect(readMediaBody(full).media).toBeDefined();
    expect(readMediaBody(Uint8Array.of(...full, 0))).toEqual({ acknowledgements: [], dropped: 1 });
  });

  it('refuses to be written with a chunk over 8 KiB, or over 64 KiB in all', () => {
    expect(() => encodeMediaBody([new Uint8Array(maxChunkBytes + 1)])).toThrow(ProtocolError);
    const eight = Array.from({ length: 8 }, () => new Uint8Array(maxChunkBytes));
    expect(() => encodeMediaBody(eight)).toThrow(ProtocolError);
    const full = [...eight.slice(1), new Uint8Array(maxChunkBytes - 8 * 2)];
    expect(encodeMediaBody(full).length).toBe(maxBodyBytes);
    expect(() => encodeMediaBody([...full, new Uint8Array(0)])).toThrow(ProtocolError);
  });
});
