import { encodeMediaBody } from '../../src-protocol/media-body.ts';
import { ProblemError } from '../problem-error.ts';
import { StreamReset } from '../stream-reset.ts';
import type { Clock } from '../world.ts';

/** GETs that are held for a device; the oldest is answered 204 when one more comes (PROTOCOL 6). */
const maxParked = 30;
const parkedMs = 60_000;
/** How long a chunk waits for a GET before it is dropped (PROTOCOL 7). */
const bufferedMs = 5000;
/** Chunks that wait for a GET: 5 s of 10 ms frames. */
const maxWaiting = 500;

/** An encoded chunk, and when it was sent first, ms. */
export interface WaitingChunk {
  readonly at: number;
  readonly chunk: Uint8Array;
}

interface Parked {
  readonly since: number;
  readonly answer: (response: Response) => void;
  readonly fail: (error: Error) => void;
}

/** The parked `GET {call}/media` of one device, and the chunks that wait for one. */
export class MediaOutlet {
  readonly #clock: Clock;
  readonly #onDropped: () => void;
  #parked: Parked[] = [];
  #waiting: WaitingChunk[] = [];
  #stopTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(options: { clock: Clock; onDropped: () => void }) {
    this.#clock = options.clock;
    this.#onDropped = options.onDropped;
  }

  /**
   * Holds a GET until there is a chunk for it, or until `gone` aborts: a chunk for a reader that went away is lost.
   * Rejects with a 404 `ProblemError` when the call ends.
   */
  park(gone: AbortSignal): Promise<Response> {
    if (this.#isClosed) return Promise.reject(callOver());
    if (gone.aborted) return Promise.resolve(nothing());
    const next = this.#takeWaiting();
    if (next !== undefined) return Promise.resolve(carrying(next));
    if (this.#parked.length >= maxParked) this.#parked.shift()?.answer(nothing());
    return new Promise((answer, fail) => {
      const parked = { since: this.#clock.now(), answer, fail };
      this.#parked.push(parked);
      gone.addEventListener('abort', () => this.#release(parked));
      this.#watch();
    });
  }

  /** Answers the oldest GET with `chunk`, or keeps it until there is one. */
  send(chunk: Uint8Array): void {
    if (this.#isClosed) return;
    const oldest = this.#parked.shift();
    if (oldest !== undefined) oldest.answer(carrying(chunk));
    else {
      this.#waiting.push({ at: this.#clock.now(), chunk });
      this.#dropOld();
    }
  }

  /** Whether chunks wait for a GET that are not too old for one. */
  get isBehind(): boolean {
    const oldest = this.#clock.now() - bufferedMs;
    return this.#waiting.some(({ at }) => at >= oldest);
  }

  /** The GETs that are held are dead: they are answered with nothing, and `chunks` wait for the next ones. */
  restart(chunks: readonly WaitingChunk[]): void {
    for (const { answer } of this.#parked.splice(0)) answer(nothing());
    this.#waiting = [...chunks];
  }

  /** The call is over: every parked GET is answered 404. */
  close(): void {
    this.#finish(callOver);
  }

  /** Resets every parked GET: its device is to ask again. */
  cut(): void {
    this.#finish(() => new StreamReset('this process keeps the call no more'));
  }

  #finish(reason: () => Error): void {
    this.#isClosed = true;
    this.#stopTimer?.();
    this.#waiting = [];
    for (const { fail } of this.#parked.splice(0)) fail(reason());
  }

  #release(parked: Parked): void {
    if (!this.#parked.includes(parked)) return;
    this.#parked = this.#parked.filter((other) => other !== parked);
    parked.answer(nothing());
  }

  #takeWaiting(): Uint8Array | undefined {
    this.#dropOld();
    return this.#waiting.shift()?.chunk;
  }

  #dropOld(): void {
    const oldest = this.#clock.now() - bufferedMs;
    let dropped = Math.max(0, this.#waiting.length - maxWaiting);
    while ((this.#waiting[dropped]?.at ?? Infinity) < oldest) dropped++;
    if (dropped === 0) return;
    this.#waiting.splice(0, dropped);
    this.#onDropped();
  }

  /** One timer answers the oldest GET after its 60 s; it is set anew for the next one when it fires. */
  #watch(): void {
    const oldest = this.#parked[0];
    if (oldest === undefined || this.#stopTimer !== undefined) return;
    this.#stopTimer = this.#clock.after(oldest.since + parkedMs - this.#clock.now(), () => {
      this.#stopTimer = undefined;
      const now = this.#clock.now();
      while (this.#parked[0] !== undefined && this.#parked[0].since + parkedMs <= now)
        this.#parked.shift()?.answer(nothing());
      this.#watch();
    });
  }
}

export const mediaHeaders = {
  'content-type': 'application/octet-stream',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

function carrying(chunk: Uint8Array): Response {
  return new Response(encodeMediaBody([chunk]), { headers: mediaHeaders });
}

function nothing(): Response {
  return new Response(null, { status: 204, headers: { 'x-content-type-options': 'nosniff' } });
}

function callOver(): ProblemError {
  return new ProblemError(404, 'This call is over.');
}
