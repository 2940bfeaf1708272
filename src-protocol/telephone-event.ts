/** A keypad digit as RFC 4733 carries it in one packet. */
export interface TelephoneEvent {
  /** One of `0-9A-D*#`. */
  readonly digit: string;
  /** The key is let go: the last packets of a digit. */
  readonly isEnd: boolean;
  /** Power of the tone, 0 (loudest) to 63, in -dBm0. */
  readonly volume: number;
  /** How long the key has been down, ms. */
  readonly durationMs: number;
}

const digits = '0123456789*#ABCD';
/** Durations count samples at 8 kHz, whatever the codec beside it (RFC 4733, 2.1). */
const unitsPerMs = 8;

/** The body of a telephone-event packet (RFC 4733, 2.3). Throws a `RangeError` for what is no digit or out of range. */
export function encodeTelephoneEvent({ digit, isEnd, volume, durationMs }: TelephoneEvent): Uint8Array {
  const code = digit.length === 1 ? digits.indexOf(digit) : -1;
  const duration = Math.round(durationMs * unitsPerMs);
  if (code < 0 || duration < 0 || duration > 0xffff || volume < 0 || volume > 63) {
    throw new RangeError('not a telephone event');
  }
  return Uint8Array.of(code, (isEnd ? 0x80 : 0) | volume, duration >> 8, duration & 0xff);
}
