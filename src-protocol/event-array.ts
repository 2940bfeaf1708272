import { maxJsonBytes, parseJson } from './check.ts';
import { ObjectScanner } from './object-scanner.ts';
import { ProtocolError } from './protocol-error.ts';

/**
 *   before-array -[-> before-first -{-> object -}-> after-object -,-> before-next -{-> object
 *        ^                  '-]-> after-array <-]------'
 *        '--- only where several arrays may follow one another
 */
type Place = 'before-array' | 'before-first' | 'object' | 'after-object' | 'before-next' | 'after-array';

const openBrace = 0x7b;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Where `byte` leads from a place outside of an object; undefined when it may not stand there. */
function placeAfter(place: Place, byte: number, allowsSeveral: boolean): Place | undefined {
  if (isWhiteSpace(byte)) return place;
  switch (byte) {
    case openBracket:
      return place === 'before-array' || (place === 'after-array' && allowsSeveral) ? 'before-first' : undefined;
    case openBrace:
      return place === 'before-first' || place === 'before-next' ? 'object' : undefined;
    case comma:
      return place === 'after-object' ? 'before-next' : undefined;
    case closeBracket:
      return place === 'before-first' || place === 'after-object' ? 'after-array' : undefined;
    default:
      return undefined;
  }
}

/**
 * Reads an endless JSON array of objects (PROTOCOL 5) from bytes that come in any pieces. `onValue` gets each object
 * as soon as it ends. Where `allowsSeveral`, whole arrays may follow one another. After an error, also one that
 * `onValue` threw, the parser throws that error again whatever it is given.
 */
export class EventArrayParser {
  readonly #onValue: (value: unknown) => void;
  readonly #allowsSeveral: boolean;
  readonly #scanner = new ObjectScanner();
  #place: Place = 'before-array';
  #failure: { readonly error: unknown } | undefined;

  constructor(options: { onValue: (value: unknown) => void; allowsSeveral: boolean }) {
    this.#onValue = options.onValue;
    this.#allowsSeveral = options.allowsSeveral;
  }

  /** True when an array has ended and no other has begun. */
  get isComplete(): boolean {
    return this.#failure === undefined && this.#place === 'after-array';
  }

  /** Reads on. Throws a `ProtocolError`: `not-json`, or `too-large` for an object over 64 KiB. Keeps no view of `bytes`. */
  push(bytes: Uint8Array): void {
    this.#guard(() => {
      for (let offset = 0; offset < bytes.length;) offset = this.#read(bytes, offset);
    });
  }

  /** There is no more. Throws a `ProtocolError` `not-json` when no array came or the last one has not ended. */
  end(): void {
    this.#guard(() => {
      if (!this.isComplete) throw new ProtocolError('not-json', '', 'the array has not ended');
    });
  }

  #guard(read: () => void): void {
    if (this.#failure !== undefined) throw this.#failure.error;
    try {
      read();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  #read(bytes: Uint8Array, offset: number): number {
    if (this.#place === 'object') return this.#readObject(bytes, offset);
    const place = placeAfter(this.#place, bytes[offset] ?? 0, this.#allowsSeveral);
    if (place === undefined) throw new ProtocolError('not-json', '', 'is no JSON array of objects');
    this.#place = place;
    return place === 'object' ? this.#readObject(bytes, offset) : offset + 1;
  }

  #readObject(bytes: Uint8Array, offset: number): number {
    const found = this.#scanner.take(bytes, offset);
    if (found === undefined) return bytes.length;
    this.#place = 'after-object';
    this.#onValue(parseJson(found.object));
    return found.next;
  }
}

/** Writes an endless JSON array (PROTOCOL 5): `start` once, then `next` and `heartbeat` in any order, then `end`. */
export class EventArrayEncoder {
  readonly #encoder = new TextEncoder();
  #isEmpty = true;

  start(): Uint8Array<ArrayBuffer> {
    return this.#encoder.encode('[');
  }

  /** The next element. Throws a `ProtocolError` `too-large` when it is over 64 KiB; the array goes on without it. */
  next(value: object): Uint8Array<ArrayBuffer> {
    const bytes = this.#encoder.encode(`${this.#isEmpty ? '' : ','}${JSON.stringify(value)}`);
    if (bytes.length - (this.#isEmpty ? 0 : 1) > maxJsonBytes)
      throw new ProtocolError('too-large', '', 'an event is at most 64 KiB');
    this.#isEmpty = false;
    return bytes;
  }

  /** White space, to show that the sender is alive. */
  heartbeat(): Uint8Array<ArrayBuffer> {
    return this.#encoder.encode('\n');
  }

  end(): Uint8Array<ArrayBuffer> {
    return this.#encoder.encode(']');
  }
}
