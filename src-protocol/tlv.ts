import { readVarint, varintLength, writeVarint } from './varint.ts';

/** A tag, and a value whose length went before it (PROTOCOL 6). */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
}

/** How many bytes `tlvs` take one after the other. */
export function tlvsLength(tlvs: readonly Tlv[]): number {
  let length = 0;
  for (const { tag, value } of tlvs) length += varintLength(tag) + varintLength(value.length) + value.length;
  return length;
}

/** Writes `tlvs` one after the other at `offset` and returns the offset after them. There must be room. */
export function writeTlvs(target: Uint8Array, offset: number, tlvs: readonly Tlv[]): number {
  let at = offset;
  for (const { tag, value } of tlvs) {
    at = writeVarint(target, at, tag);
    at = writeVarint(target, at, value.length);
    target.set(value, at);
    at += value.length;
  }
  return at;
}

/** One TLV: tag as a varint, length as a varint, value. */
export function encodeTlv(tag: number, value: Uint8Array): Uint8Array<ArrayBuffer> {
  const tlvs = [{ tag, value }];
  const bytes = new Uint8Array(tlvsLength(tlvs));
  writeTlvs(bytes, 0, tlvs);
  return bytes;
}

/** The TLVs that fill `bytes`, in their order; values are views. Undefined when the last one is incomplete. */
export function readTlvs(bytes: Uint8Array): Tlv[] | undefined {
  const tlvs: Tlv[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const tag = readVarint(bytes, offset);
    if (tag === undefined) return undefined;
    const length = readVarint(bytes, tag.next);
    if (length === undefined) return undefined;
    const end = length.next + length.value;
    if (end > bytes.length) return undefined;
    tlvs.push({ tag: tag.value, value: bytes.subarray(length.next, end) });
    offset = end;
  }
  return tlvs;
}

/** The value of the first TLV with `tag`; of a tag that comes twice the first counts. */
export function findTlv(tlvs: readonly Tlv[], tag: number): Uint8Array | undefined {
  for (const tlv of tlvs) if (tlv.tag === tag) return tlv.value;
  return undefined;
}
