import fc from 'fast-check';
import type { Acknowledgement, MediaChunk } from '../../../src-protocol/chunk.ts';

/** `text` in pairs of hexadecimal digits as bytes. */
export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const id = fc.integer({ min: 0, max: 255 });
const truncatedCounter = fc.uint8Array({ minLength: 1, maxLength: 8 });

export const counterValue = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

export const mediaChunk: fc.Arbitrary<MediaChunk> = fc
  .record(
    {
      kind: fc.constant('media' as const),
      sequence: truncatedCounter,
      timestamp: truncatedCounter,
      payloadType: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 2 ** 48 - 1 })),
      source: id,
      sink: id,
      level: fc.integer({ min: 0, max: 127 }),
      isVoice: fc.constant(true),
      payload: fc.uint8Array({ maxLength: 400 }),
    },
    { requiredKeys: ['kind', 'sequence', 'timestamp', 'payloadType', 'source', 'sink', 'payload'] },
  )
  .map(({ isVoice, ...chunk }) => (chunk.level !== undefined && isVoice ? { ...chunk, isVoice } : chunk));

export const acknowledgement: fc.Arbitrary<Acknowledgement> = fc.record({
  kind: fc.constant('acknowledgement' as const),
  direction: fc.constantFrom('c2s' as const, 's2c' as const),
  source: id,
  sink: id,
  sequences: fc.array(truncatedCounter, { minLength: 1, maxLength: 20 }),
  receivedAt: fc.maxSafeNat(),
});

/** `bytes` cut into pieces at any places, empty pieces included. */
export function pieces(bytes: Uint8Array): fc.Arbitrary<Uint8Array[]> {
  return fc.array(fc.nat({ max: bytes.length }), { maxLength: 40 }).map((cuts) => {
    const sorted = [0, ...cuts.sort((a, b) => a - b), bytes.length];
    return sorted.slice(1).map((end, at) => bytes.slice(sorted[at], end));
  });
}
