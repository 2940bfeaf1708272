import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChunk, type Acknowledgement, type MediaChunk } from '../../../src-protocol/chunk.ts';
import { encodeCounter } from '../../../src-protocol/counter.ts';
import { IncomingStream, OutgoingStream } from '../../../src-protocol/media-stream.ts';
import { fromHex, toHex } from './arbitraries.ts';

const start = 1_769_509_394_120n;
const payload = fromHex('780be4c1');

function media(bytes: Uint8Array): MediaChunk {
  const chunk = readChunk(bytes);
  if (chunk?.kind !== 'media') throw new Error('is no media chunk');
  return chunk;
}

function acknowledgementOf(chunk: MediaChunk, receivedAt = 0): Acknowledgement {
  const ack = readChunk(new IncomingStream().acknowledgement(chunk, 'c2s', receivedAt));
  if (ack?.kind !== 'acknowledgement') throw new Error('is no acknowledgement');
  return ack;
}

function chunkOf(sequence: bigint, widths: { sequence: number; timestamp: number }, timestamp = start): MediaChunk {
  return {
    kind: 'media',
    sequence: encodeCounter(sequence, widths.sequence),
    timestamp: encodeCounter(timestamp, widths.timestamp),
    payloadType: 1,
    source: 0,
    sink: 0,
    payload,
  };
}
const whole = { sequence: 8, timestamp: 8 };
const truncated = { sequence: 2, timestamp: 3 };

function widthsOf(chunk: MediaChunk): { sequence: number; timestamp: number } {
  return { sequence: chunk.sequence.length, timestamp: chunk.timestamp.length };
}

describe('an outgoing stream', () => {
  it('writes source, sink, payload type, level, voice flag and payload', () => {
    const stream = new OutgoingStream({ source: 3, sink: 4 });
    const chunk = media(stream.encode({ timestamp: start, payloadType: 2, level: 40, isVoice: true, payload }));
    expect(chunk).toMatchObject({ source: 3, sink: 4, payloadType: 2, level: 40, isVoice: true, payload });
    expect('level' in media(stream.encode({ timestamp: start, payloadType: 2, payload }))).toBe(false);
  });

  it('numbers by itself one by one, from its first timestamp', () => {
    const stream = new OutgoingStream({ source: 0, sink: 0 });
    const numbers = [0n, 20n, 40n].map((after) => {
      stream.encode({ timestamp: start + after, payloadType: 1, payload });
      return stream.highest;
    });
    expect(numbers).toEqual([start, start + 1n, start + 2n]);
  });

  it('takes numbers that it is given and goes on above the highest of them', () => {
    const stream = new OutgoingStream({ source: 0, sink: 0 });
    expect(stream.highest).toBeUndefined();
    stream.encode({ sequence: 70n, timestamp: start, payloadType: 1, payload });
    stream.encode({ sequence: 60n, timestamp: start, payloadType: 1, payload });
    expect(stream.highest).toBe(70n);
    const chunk = media(stream.encode({ timestamp: start, payloadType: 1, payload }));
    expect(toHex(chunk.sequence)).toBe('0000000000000047');
  });

  it('sends numbers and times whole until a whole number was acknowledged, then 2 and 3 bytes of them', () => {
    const stream = new OutgoingStream({ source: 0, sink: 0 });
    const next = (): MediaChunk => media(stream.encode({ timestamp: start, payloadType: 1, payload }));
    const first = next();
    expect(widthsOf(first)).toEqual(whole);
    const second = next();
    expect(widthsOf(second)).toEqual(whole);
    stream.acknowledge({ ...acknowledgementOf(second), sequences: [second.sequence.subarray(6)] });
    expect(widthsOf(next())).toEqual(whole);
    stream.acknowledge(acknowledgementOf(first));
    expect(widthsOf(next())).toEqual(truncated);
  });

  it('is not made to truncate by the acknowledgement of a number that it never sent', () => {
    const stream = new OutgoingStream({ source: 0, sink: 0 });
    stream.encode({ sequence: 5n, timestamp: start, payloadType: 1, payload });
    expect(stream.acknowledge(acknowledgementOf(chunkOf(6n, whole)))).toEqual([]);
    const chunk = media(stream.encode({ sequence: 7n, timestamp: start, payloadType: 1, payload }));
    expect(widthsOf(chunk)).toEqual(whole);
  });

  it('returns the numbers of an acknowledgement that were sent, whole and truncated ones, each as often as it stands', () => {
    const stream = new OutgoingStream({ source: 0, sink: 0 });
    for (const sequence of [65_530n, 65_540n]) stream.encode({ sequence, timestamp: start, payloadType: 1, payload });
    const sequences = ['000000000000fffa', '0004', '0005', '0004'].map(fromHex);
    const ack = { ...acknowledgementOf(chunkOf(0n, whole)), sequences };
    expect(stream.acknowledge(ack)).toEqual([65_530n, 65_540n, 65_540n]);
  });

  it('knows nothing of an acknowledgement before it has sent', () => {
    const stream = new OutgoingStream({ source: 0, sink: 0 });
    expect(stream.acknowledge(acknowledgementOf(chunkOf(0n, whole)))).toEqual([]);
    expect(stream.acknowledge(acknowledgementOf(chunkOf(0n, truncated)))).toEqual([]);
  });

  it.each([
    ['a number that jumps ahead', { sequence: 40_000n, timestamp: start }],
    ['a time that jumps ahead', { sequence: 2n, timestamp: start + 10_000_000n }],
    ['a time that was set back', { sequence: 2n, timestamp: start - 10_000_000n }],
  ])('sends %s further than a truncation reaches whole', (_name, position) => {
    const stream = new OutgoingStream({ source: 0, sink: 0 });
    const first = media(stream.encode({ sequence: 1n, timestamp: start, payloadType: 1, payload }));
    stream.acknowledge(acknowledgementOf(first));
    expect(widthsOf(media(stream.encode({ ...position, payloadType: 1, payload })))).toEqual(whole);
  });

  it('sends whole numbers again when acknowledgements stay away for longer than a truncation reaches', () => {
    const stream = new OutgoingStream({ source: 0, sink: 0 });
    const next = (): MediaChunk => media(stream.encode({ timestamp: start, payloadType: 1, payload }));
    stream.acknowledge(acknowledgementOf(next()));
    const widths = new Set<number>();
    for (let count = 1; count < 32_768; count++) widths.add(next().sequence.length);
    expect([...widths]).toEqual([2]);
    const late = next();
    expect(widthsOf(late)).toEqual(whole);
    stream.acknowledge(acknowledgementOf(late));
    expect(widthsOf(next())).toEqual(truncated);
  });

  it('sends whole numbers again to a receiver that begins again, until one of those was acknowledged', () => {
    const stream = new OutgoingStream({ source: 0, sink: 1 });
    const send = (at: bigint): MediaChunk => media(stream.encode({ timestamp: start + at, payloadType: 1, payload }));
    stream.acknowledge(acknowledgementOf(send(0n)));
    const short = send(20n);
    expect(widthsOf(short)).toEqual(truncated);
    stream.beginAgain();
    stream.acknowledge(acknowledgementOf(short));
    const again = send(40n);
    expect(widthsOf(again)).toEqual(whole);
    stream.acknowledge(acknowledgementOf(again));
    expect(widthsOf(send(60n))).toEqual(truncated);
  });
});

describe('an incoming stream', () => {
  it('knows nothing of a truncated chunk before a whole one', () => {
    const stream = new IncomingStream();
    expect(stream.receive(chunkOf(5n, truncated))).toBeUndefined();
    expect(stream.receive(chunkOf(5n, { sequence: 8, timestamp: 3 }))).toBeUndefined();
    expect(stream.receive(chunkOf(5n, { sequence: 2, timestamp: 8 }))).toBeUndefined();
    expect(stream.receive(chunkOf(5n, whole))).toEqual({ sequence: 5n, timestamp: start, isDuplicate: false });
    expect(stream.receive(chunkOf(6n, truncated))).toEqual({ sequence: 6n, timestamp: start, isDuplicate: false });
  });

  it('recognises a duplicate, whole or truncated, and a late chunk as none', () => {
    const stream = new IncomingStream();
    const isDuplicate = (sequence: bigint, widths = truncated): boolean | undefined =>
      stream.receive(chunkOf(sequence, widths))?.isDuplicate;
    expect(isDuplicate(100n, whole)).toBe(false);
    expect(isDuplicate(100n)).toBe(true);
    expect(isDuplicate(102n)).toBe(false);
    expect(isDuplicate(101n)).toBe(false);
    expect(isDuplicate(101n, whole)).toBe(true);
    expect(isDuplicate(99n)).toBe(false);
  });

  it('follows a number that jumps however far ahead', () => {
    const stream = new IncomingStream();
    stream.receive(chunkOf(1n, whole));
    expect(stream.receive(chunkOf(2n ** 64n - 1n, whole))).toMatchObject({
      sequence: 2n ** 64n - 1n,
      isDuplicate: false,
    });
    expect(stream.receive(chunkOf(2n ** 64n - 1n, truncated))).toMatchObject({ isDuplicate: true });
    expect(stream.receive(chunkOf(2n ** 64n - 3n, truncated))).toMatchObject({ sequence: 2n ** 64n - 3n });
  });

  it('takes a whole number far below for a sender that began anew', () => {
    const stream = new IncomingStream();
    stream.receive(chunkOf(1_000_000n, whole));
    expect(stream.receive(chunkOf(10n, whole))).toMatchObject({ sequence: 10n, isDuplicate: false });
    expect(stream.receive(chunkOf(11n, truncated))).toMatchObject({ sequence: 11n, isDuplicate: false });
    expect(stream.receive(chunkOf(10n, truncated))).toMatchObject({ sequence: 10n, isDuplicate: true });
  });

  it('expands near the highest, not near the latest', () => {
    const stream = new IncomingStream();
    stream.receive(chunkOf(40_000n, whole));
    stream.receive(chunkOf(39_500n, truncated));
    expect(stream.receive(chunkOf(72_000n, truncated))?.sequence).toBe(72_000n);
  });

  it('goes on with what another receiver knew', () => {
    const before = new IncomingStream();
    expect(before.soFar).toBeUndefined();
    for (const sequence of [100n, 102n, 103n]) before.receive(chunkOf(sequence, whole));
    const stream = new IncomingStream(before.soFar);
    const heard = [101n, 102n, 103n, 104n].map((sequence) => stream.receive(chunkOf(sequence, truncated)));
    expect(heard.map((each) => each?.isDuplicate)).toEqual([false, true, true, false]);
    expect(heard.map((each) => each?.timestamp)).toEqual([start, start, start, start]);
  });

  it('acknowledges a chunk with its stream, its number as it stood and the time', () => {
    const chunk = { ...chunkOf(0x0102n, truncated), source: 3, sink: 4 };
    const ack = readChunk(new IncomingStream().acknowledgement(chunk, 's2c', 1234));
    const expected = { kind: 'acknowledgement', direction: 's2c', source: 3, sink: 4, receivedAt: 1234 };
    expect(ack).toEqual({ ...expected, sequences: [fromHex('0102')] });
  });
});

describe('a stream from end to end', () => {
  /** What happens to the chunk of one turn, and how far number and time go on. */
  const turn = fc.record({
    gap: fc.oneof(fc.constant(1n), fc.bigInt({ min: 1n, max: 300n }), fc.bigInt({ min: 1n, max: 2n ** 40n })),
    pause: fc.oneof(fc.constant(20n), fc.bigInt({ min: -(2n ** 36n), max: 2n ** 36n })),
    fate: fc.constantFrom('arrives', 'arrives twice', 'is lost', 'comes later'),
    isAcknowledged: fc.boolean(),
  });

  it('gives every chunk that arrives its number and time, whatever is lost, late or doubled', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 80 }), (turns) => {
        const sender = new OutgoingStream({ source: 0, sink: 0 });
        const receiver = new IncomingStream();
        let position = { sequence: 2n ** 41n, timestamp: 2n ** 48n };
        const receive = (bytes: Uint8Array, sent: typeof position, isAcknowledged: boolean): void => {
          const chunk = media(bytes);
          expect(receiver.receive(chunk)).toMatchObject(sent);
          if (isAcknowledged) expect(sender.acknowledge(acknowledgementOf(chunk))).toEqual([sent.sequence]);
        };
        let late: (() => void) | undefined;
        for (const { gap, pause, fate, isAcknowledged } of turns) {
          position = { sequence: position.sequence + gap, timestamp: position.timestamp + pause };
          const sent = position;
          // A truncated value that is overtaken by a jump is near another value: no receiver can know better.
          if (gap !== 1n || pause !== 20n) late = undefined;
          const bytes = sender.encode({ ...sent, payloadType: 1, payload });
          if (fate === 'comes later' && late === undefined) {
            late = () => receive(bytes, sent, false);
            continue;
          }
          if (fate === 'is lost') continue;
          receive(bytes, sent, isAcknowledged);
          if (fate === 'arrives twice')
            expect(receiver.receive(media(bytes))).toMatchObject({ ...sent, isDuplicate: true });
          late?.();
          late = undefined;
        }
      }),
    );
  });
});
