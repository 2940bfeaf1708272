import { ProtocolError } from './protocol-error.ts';

/** How many bytes the shortest form of `value` takes: 1, 2, 4 or 8. */
export function varintLength(value: number): number {
  if (value < 0x40) return 1;
  if (value < 0x4000) return 2;
  return value < 0x4000_0000 ? 4 : 8;
}

/** Writes the shortest form of `value` at `offset` and returns the offset after it. There must be room. */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
  const length = varintLength(value);
  if (length === 1) {
    target[offset] = value;
    return offset + 1;
  }
  let rest = value;
  for (let at = offset + length - 1; at >= offset; at--) {
    target[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  target[offset] = (target[offset] ?? 0) | (Math.log2(length) << 6);
  return offset + length;
}

/**
 * `value` as a QUIC varint (RFC 9000, 16) in its shortest form. Throws a `ProtocolError` `malformed` for what is no
 * integer from 0 to 2^53-1.
 */
export function encodeVarint(value: number): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(value) || value < 0) throw new ProtocolError('malformed', '', `${value} is no varint`);
  const bytes = new Uint8Array(varintLength(value));
  writeVarint(bytes, 0, value);
  return bytes;
}

/**
 * The varint at `offset`, in whatever form it was written, and the offset after it. Undefined when it is incomplete
 * or over 2^53-1.
 */
export function readVarint(bytes: Uint8Array, offset: number): { value: number; next: number } | undefined {
  const first = bytes[offset];
  if (first === undefined) return undefined;
  const next = offset + (1 << (first >> 6));
  if (next > bytes.length) return undefined;
  let value = first & 0x3f;
  for (let at = offset + 1; at < next; at++) value = value * 256 + (bytes[at] ?? 0);
  return value <= Number.MAX_SAFE_INTEGER ? { value, next } : undefined;
}
