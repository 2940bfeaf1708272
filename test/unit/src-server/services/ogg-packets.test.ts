import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOggPackets } from '../../../../src-server/services/ogg-packets.ts';

/** An Ogg page (RFC 3533) with these segments; nothing reads its serial number or checksum. */
function page(segments: readonly Uint8Array[]): Uint8Array {
  const header = new Uint8Array(27);
  header.set(new TextEncoder().encode('OggS'));
  header[26] = segments.length;
  return Buffer.concat([header, Uint8Array.from(segments.map(({ length }) => length)), ...segments]);
}

/** The segments of a packet: 255 bytes each, and a shorter one at the end. */
function segmentsOf(packet: Uint8Array): Uint8Array[] {
  const segments: Uint8Array[] = [];
  for (let at = 0; at <= packet.length; at += 255) segments.push(packet.subarray(at, at + 255));
  return segments;
}

describe('the packets of an Ogg file', () => {
  it('are found however they are spread over segments and pages', () => {
    const packets = fc.array(fc.uint8Array({ maxLength: 1200 }), { maxLength: 12 });
    fc.assert(
      fc.property(packets, fc.integer({ min: 1, max: 255 }), (wanted, perPage) => {
        const segments = wanted.flatMap(segmentsOf);
        const pages: Uint8Array[] = [];
        for (let at = 0; at < segments.length; at += perPage) pages.push(page(segments.slice(at, at + perPage)));
        expect(readOggPackets(Buffer.concat(pages)).map((packet) => [...packet])).toEqual(
          wanted.map((packet) => [...packet]),
        );
      }),
    );
  });

  it('are not looked for in another file', () => {
    expect(() => readOggPackets(new TextEncoder().encode('RIFF….WAVE'))).toThrow('not an Ogg file');
  });
});
