import { cutField, endOfHead, headLines } from './head-lines.ts';
import { longHeaderName } from './header-names.ts';
import { readInteger } from './read-integer.ts';

export type StreamPiece =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** A sign of life that wants one back (RFC 5626, 4.4.1). */
  | { readonly kind: 'ping' }
  /** Nothing after this can be told apart. `head` is there where it could be answered, with `status`. */
  | { readonly kind: 'broken'; readonly head?: Uint8Array; readonly status: number };

const cr = 0x0d;
const lf = 0x0a;
const firstSize = 1024;

/** What Content-Length says; undefined where it is missing, bad, or of two minds. */
function bodyLengthOf(head: Uint8Array): number | undefined {
  try {
    const values = headLines(head.subarray(0, -4))
      .slice(1)
      .filter((line) => line.includes(':'))
      .map(cutField)
      .filter(({ name }) => longHeaderName(name) === 'Content-Length')
      .map(({ value }) => readInteger(value, 2 ** 31 - 1, 'Content-Length'));
    return new Set(values).size === 1 ? values[0] : undefined;
  } catch {
    return undefined;
  }
}

/** Cuts a stream into messages by their Content-Length (RFC 3261, 18.3). It holds one message of `mostBytes` at most. */
export class StreamFramer {
  readonly #mostBytes: number;
  #held = new Uint8Array(firstSize);
  #length = 0;
  /** Up to here there is no end of a head. */
  #searched = 0;
  /** The size of the message whose head is here. */
  #awaited: number | undefined;
  #emptyLines = 0;
  #isBroken = false;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Whether a message has begun and is not whole. */
  get isWithin(): boolean {
    return this.#length > 1 || (this.#length === 1 && this.#held[0] !== cr);
  }

  /** What `chunk` completes. After a `broken` there is nothing more. */
  push(chunk: Uint8Array): StreamPiece[] {
    if (this.#isBroken) return [];
    this.#append(chunk);
    const pieces: StreamPiece[] = [];
    let start = 0;
    for (let piece = this.#next(start); piece !== undefined; piece = this.#next(start)) {
      start = piece.next;
      if (piece.found !== undefined) pieces.push(piece.found);
      if (piece.found?.kind === 'broken') return pieces;
    }
    this.#drop(start);
    return pieces;
  }

  /** The next thing from `start` on and where it ends; undefined where more must come first. */
  #next(start: number): { readonly found?: StreamPiece; readonly next: number } | undefined {
    if (start >= this.#length) return undefined;
    if (this.#awaited === undefined && this.#held[start] === cr) {
      if (start + 1 === this.#length) return undefined;
      if (this.#held[start + 1] === lf) return this.#emptyLine(start + 2);
    }
    this.#emptyLines = 0;
    return this.#message(start);
  }

  #emptyLine(next: number): { readonly found?: StreamPiece; readonly next: number } {
    this.#emptyLines = (this.#emptyLines + 1) % 2;
    return this.#emptyLines === 0 ? { found: { kind: 'ping' }, next } : { next };
  }

  #message(start: number): { readonly found: StreamPiece; readonly next: number } | undefined {
    const here = this.#held.subarray(start, this.#length);
    if (this.#awaited === undefined) {
      const broken = this.#readHead(here);
      if (broken !== undefined) return { found: broken, next: start };
    }
    if (this.#awaited === undefined || here.length < this.#awaited) return undefined;
    const bytes = here.slice(0, this.#awaited);
    const next = start + this.#awaited;
    this.#awaited = undefined;
    this.#searched = 0;
    return { found: { kind: 'message', bytes }, next };
  }

  #readHead(here: Uint8Array): StreamPiece | undefined {
    const end = endOfHead(here, Math.max(0, this.#searched - 3));
    this.#searched = here.length;
    if (end === undefined) return here.length > this.#mostBytes ? this.#break({ status: 513 }) : undefined;
    const head = here.slice(0, end);
    const bodyLength = bodyLengthOf(head);
    if (bodyLength === undefined) return this.#break({ head, status: 400 });
    if (end + bodyLength > this.#mostBytes) return this.#break({ head, status: 513 });
    this.#awaited = end + bodyLength;
    return undefined;
  }

  #break(what: { head?: Uint8Array; status: number }): StreamPiece {
    this.#isBroken = true;
    this.#length = 0;
    return { kind: 'broken', ...what };
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#held.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#held.length));
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(chunk, this.#length);
    this.#length = needed;
  }

  /** Forgets what is before `start`, and the room that a large message took. */
  #drop(start: number): void {
    const rest = this.#held.subarray(start, this.#length);
    if (rest.length === 0 && this.#held.length > firstSize) this.#held = new Uint8Array(firstSize);
    else this.#held.copyWithin(0, start, this.#length);
    this.#length = rest.length;
  }
}
