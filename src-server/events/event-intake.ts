import { EventArrayParser } from '../../src-protocol/event-array.ts';
import { StreamReset } from '../stream-reset.ts';
import type { Clock } from '../world.ts';

const silenceLimitMs = 25_000;

export interface IntakeOptions {
  readonly clock: Clock;
  /** Gets each object of the upload; what it throws ends the upload. */
  readonly onValue: (value: unknown) => void;
  /** Aborts when the upload is to be answered although it goes on: the call is over. */
  readonly over: AbortSignal;
  /** Aborts when the sender went away. */
  readonly gone: AbortSignal;
  /** Aborts when this process keeps the call no more. */
  readonly lost: AbortSignal;
}

/**
 * Reads the body of a `PUT …/events` until it ends or `over` aborts. Throws a `ProtocolError` for what is no array of
 * objects, what `onValue` throws, and a `StreamReset` after 25 s of silence (PROTOCOL 5), when the
 * sender went away or the call is lost.
 */
export async function readEvents(body: ReadableStream<Uint8Array>, options: IntakeOptions): Promise<void> {
  const { clock, onValue, over, gone, lost } = options;
  const parser = new EventArrayParser({ onValue, allowsSeveral: true });
  const reader = body.getReader();
  let reset: StreamReset | undefined;
  const stop = (): void => void reader.cancel().catch(() => undefined);
  const resetFor = (reason: string) => (): void => {
    reset = new StreamReset(reason);
    stop();
  };
  const left = resetFor('the sender went away');
  const listenForMore = (): (() => void) => clock.after(silenceLimitMs, resetFor('the upload fell silent'));
  let stopTimer = listenForMore();
  const gaveUp = resetFor('this process keeps the call no more');
  lost.addEventListener('abort', gaveUp);
  over.addEventListener('abort', stop);
  gone.addEventListener('abort', left);
  try {
    for (;;) {
      const part = await readPart(reader);
      if (reset !== undefined) throw reset;
      if (over.aborted) return;
      if (part.done) break;
      stopTimer();
      stopTimer = listenForMore();
      parser.push(part.value);
    }
    parser.end();
  } finally {
    stopTimer();
    lost.removeEventListener('abort', gaveUp);
    over.removeEventListener('abort', stop);
    gone.removeEventListener('abort', left);
    stop();
  }
}

function readPart(reader: ReadableStreamDefaultReader<Uint8Array>): ReturnType<typeof reader.read> {
  return reader.read().catch((cause: unknown) => {
    throw new StreamReset('the upload broke off', { cause });
  });
}
