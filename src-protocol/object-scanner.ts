import { maxJsonBytes } from './check.ts';
import { ProtocolError } from './protocol-error.ts';

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const firstPrintable = 0x20;

/**
 * Finds where one JSON object ends in bytes that come in pieces, and puts the pieces together. Each byte is looked at
 * once and copied at most a few times; none of the pieces is kept.
 */
export class ObjectScanner {
  #depth = 0;
  #string: 'none' | 'open' | 'escaped' = 'none';
  #pieces = new Uint8Array(0);
  #length = 0;

  /**
   * Takes the bytes from `start` up to the object's end, or all. Returns the whole object and the offset after it once
   * it has ended, else undefined. The first byte of an object must be its brace. The object may be a view. Throws a
   * `ProtocolError`: `too-large` above 64 KiB, `not-json` for a control character in a string.
   */
  take(bytes: Uint8Array, start: number): { object: Uint8Array; next: number } | undefined {
    const limit = Math.min(bytes.length, start + maxJsonBytes - this.#length);
    const end = this.#findEnd(bytes, start, limit);
    if (end === undefined) {
      if (limit < bytes.length) throw new ProtocolError('too-large', '', 'an event is at most 64 KiB');
      this.#keep(bytes.subarray(start));
      return undefined;
    }
    const piece = bytes.subarray(start, end);
    if (this.#length === 0) return { object: piece, next: end };
    this.#keep(piece);
    const object = this.#pieces.subarray(0, this.#length);
    this.#length = 0;
    return { object, next: end };
  }

  #findEnd(bytes: Uint8Array, start: number, limit: number): number | undefined {
    for (let at = start; at < limit; at++) if (this.#isEnd(bytes[at] ?? 0)) return at + 1;
    return undefined;
  }

  #isEnd(byte: number): boolean {
    if (this.#string !== 'none') {
      this.#passInString(byte);
      return false;
    }
    if (byte === quote) this.#string = 'open';
    else if (byte === openBrace || byte === openBracket) this.#depth++;
    else if (byte === closeBrace || byte === closeBracket) this.#depth--;
    else return false;
    return this.#depth === 0;
  }

  #passInString(byte: number): void {
    if (byte < firstPrintable) throw new ProtocolError('not-json', '', 'a string holds a control character');
    if (this.#string === 'escaped') this.#string = 'open';
    else if (byte === backslash) this.#string = 'escaped';
    else if (byte === quote) this.#string = 'none';
  }

  #keep(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#pieces.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#pieces.length, 256));
      larger.set(this.#pieces.subarray(0, this.#length));
      this.#pieces = larger;
    }
    this.#pieces.set(piece, this.#length);
    this.#length = length;
  }
}
