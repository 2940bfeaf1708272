/** Bytes of a sequence number or timestamp that is not truncated. */
export const wholeCounterWidth = 8;

/** Counters are below this. */
const counterEnd = 1n << 64n;

/** The low `width` bytes (1 to 8) of `value`, big endian. `value` is from 0 to 2^64-1. */
export function encodeCounter(value: bigint, width: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(width);
  const low = Number(BigInt.asUintN(32, value));
  const high = Number(value >> 32n);
  for (let at = width - 1, shift = 0; at >= 0; at--, shift += 8)
    bytes[at] = shift < 32 ? low >>> shift : high >>> (shift - 32);
  return bytes;
}

/**
 * The counter whose low bytes are `bytes` (PROTOCOL 6): 8 bytes are the value itself; fewer stand for the candidate
 * nearest `highest`, the greater one of two that are equally near. Undefined when there is nothing to be near to,
 * and for a width that is not 1 to 8.
 */
export function expandCounter(bytes: Uint8Array, highest: bigint | undefined): bigint | undefined {
  const width = bytes.length;
  if (width === wholeCounterWidth) return readWhole(bytes);
  if (width === 0 || width > wholeCounterWidth || highest === undefined) return undefined;
  const span = 1n << BigInt(8 * width);
  const candidate = (highest & -span) + readLowBytes(bytes);
  const distance = candidate - highest;
  if (distance > span / 2n && candidate >= span) return candidate - span;
  if (distance <= -span / 2n && candidate + span < counterEnd) return candidate + span;
  return candidate;
}

/** True when a receiver whose highest is `highest` expands the low `width` bytes of `value` to `value`. */
export function isWithinReach(value: bigint, highest: bigint, width: number): boolean {
  const half = 1n << BigInt(8 * width - 1);
  const distance = value - highest;
  return distance < half && distance > -half;
}

function readWhole(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, wholeCounterWidth).getBigUint64(0);
}

function readLowBytes(bytes: Uint8Array): bigint {
  let value = 0;
  for (const byte of bytes.length > 6 ? bytes.subarray(1) : bytes) value = value * 256 + byte;
  const top = bytes.length > 6 ? BigInt(bytes[0] ?? 0) << 48n : 0n;
  return top + BigInt(value);
}
