import { expect, test } from 'vitest';
import type { EncodedFrame, HeardFrame } from '../../../../../src-renderer/audio/codecs/codec.ts';
import { codecNamed, codecOfPayload } from '../../../../../src-renderer/audio/codecs/codec-table.ts';
import { rms } from '../../../../../src-renderer/audio/level.ts';

const plan = { codec: 'PCMU', sampleRate: 8000, frameMs: 20 } as const;

test.each(['PCMU', 'PCMA'] as const)('%s carries a tone there and back', (name) => {
  const codec = codecNamed(name);
  const encoded: EncodedFrame[] = [];
  const heard: HeardFrame[] = [];
  const encoder = codec.createEncoder(plan, (frame) => encoded.push(frame));
  const decoder = codec.createDecoder((frame) => heard.push(frame));
  for (let frame = 0; frame < 10; frame++) {
    const samples = Float32Array.from({ length: 960 }, (_, index) =>
      Math.sin((2 * Math.PI * 440 * (frame * 960 + index)) / 48_000),
    );
    encoder.encode({ samples, timestampMs: frame * 20, level: 3 });
  }
  encoded.forEach(({ payload, timestampMs }, sequence) => decoder.decode({ payload, sequence, timestampMs }));
  expect(encoded.map(({ payload }) => payload.length)).toEqual(Array(10).fill(160));
  expect(heard.map(({ sequence, timestampMs }) => [sequence, timestampMs])).toEqual(
    encoded.map(({ timestampMs }, sequence) => [sequence, timestampMs]),
  );
  for (const { samples } of heard.slice(1)) expect(rms(samples)).toBeCloseTo(Math.SQRT1_2, 1);
});

test('codecs are found by the payload types of the protocol', () => {
  expect([1, 2, 3].map((payloadType) => codecOfPayload(payloadType)?.name)).toEqual(['opus', 'PCMU', 'PCMA']);
  expect(codecOfPayload(5)).toBeUndefined();
});
