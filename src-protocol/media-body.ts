import { readChunk, type Acknowledgement, type MediaChunk } from './chunk.ts';
import { ProtocolError } from './protocol-error.ts';
import { readVarint, varintLength, writeVarint } from './varint.ts';

/** A body of `{call}/media` is at most this many bytes, a chunk in it at most `maxChunkBytes` (PROTOCOL 6). */
export const maxBodyBytes = 64 * 1024;
export const maxChunkBytes = 8 * 1024;

/** What a body held. */
export interface MediaBody {
  /** The first media chunk, where there was one. */
  readonly media?: MediaChunk;
  readonly acknowledgements: readonly Acknowledgement[];
  /** How many chunks were left out: malformed, of an unknown kind, protected, too large, or a second media chunk. */
  readonly dropped: number;
}

/**
 * A body of encoded chunks, each after its length as a varint. Throws a `ProtocolError` `too-large` when a chunk is
 * over 8 KiB or all together are over 64 KiB.
 */
export function encodeMediaBody(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const chunk of chunks) {
    if (chunk.length > maxChunkBytes) throw new ProtocolError('too-large', '', 'a chunk is at most 8 KiB');
    length += varintLength(chunk.length) + chunk.length;
  }
  if (length > maxBodyBytes) throw new ProtocolError('too-large', '', 'a body of chunks is at most 64 KiB');
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    offset = writeVarint(body, offset, chunk.length);
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

/**
 * What a body holds; byte fields are views of `bytes`. What is malformed is dropped and counted and does not spoil the
 * rest; a length that reaches over the end, and a body over 64 KiB, count as one. Never throws.
 */
export function readMediaBody(bytes: Uint8Array): MediaBody {
  const acknowledgements: Acknowledgement[] = [];
  if (bytes.length > maxBodyBytes) return { acknowledgements, dropped: 1 };
  let media: MediaChunk | undefined;
  let dropped = 0;
  for (let offset = 0; offset < bytes.length;) {
    const length = readVarint(bytes, offset);
    const end = length === undefined ? Infinity : length.next + length.value;
    if (length === undefined || end > bytes.length) {
      dropped++;
      break;
    }
    const chunk = length.value > maxChunkBytes ? undefined : readChunk(bytes.subarray(length.next, end));
    if (chunk?.kind === 'acknowledgement') acknowledgements.push(chunk);
    else if (chunk !== undefined && media === undefined) media = chunk;
    else dropped++;
    offset = end;
  }
  return media === undefined ? { acknowledgements, dropped } : { media, acknowledgements, dropped };
}
