const pageHeaderLength = 27;
const segmentCountAt = 26;
/** A segment of this length goes on in the next one (RFC 3533). */
const fullSegment = 255;

/**
 * The packets of an Ogg file with one stream (RFC 3533). Throws when it is none: the files are part of the program.
 */
export function readOggPackets(file: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = [];
  let unfinished: number[] = [];
  let offset = 0;
  while (offset < file.length) {
    if (new TextDecoder().decode(file.subarray(offset, offset + 4)) !== 'OggS') throw new Error('not an Ogg file');
    const segments = file.subarray(
      offset + pageHeaderLength,
      offset + pageHeaderLength + (file[offset + segmentCountAt] ?? 0),
    );
    offset += pageHeaderLength + segments.length;
    for (const length of segments) {
      unfinished.push(...file.subarray(offset, offset + length));
      offset += length;
      if (length === fullSegment) continue;
      packets.push(Uint8Array.from(unfinished));
      unfinished = [];
    }
  }
  return packets;
}
