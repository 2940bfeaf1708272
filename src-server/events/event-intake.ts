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
}

/**
 * Reads the body of a `PUT …/events` until it ends or `over` aborts. Throws a `ProtocolError` for what is no array of
 * objects, what `onValue` throws, and a `StreamReset` after 25 s of silence (PROTOCOL 5).
 */
export async function readEvents(body: ReadableStream<Uint8Array>, options: IntakeOptions): Promise<void> {
  const parser = new EventArrayParser({ onValue: options.onValue, allowsSeveral: true });
  const reader = body.getReader();
  const stopped = new Interruption(options);
  try {
    for (;;) {
      const part = await Promise.race([reader.read(), stopped.promise]);
      if (part === 'over') return;
      if (part.done) break;
      stopped.heardSomething();
      parser.push(part.value);
      if (options.over.aborted) return;
    }
    parser.end();
  } finally {
    stopped.dispose();
    reader.cancel().catch(() => undefined);
  }
}

/** Settles when the upload must not be read any further: `over`, or a `StreamReset` for silence. */
class Interruption {
  readonly promise: Promise<'over'>;
  readonly #options: IntakeOptions;
  #reject: (reason: StreamReset) => void = () => undefined;
  #stopTimer: () => void = () => undefined;
  #removeListener: () => void = () => undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.promise = new Promise((resolve, reject) => {
      this.#reject = reject;
      const finish = (): void => resolve('over');
      if (options.over.aborted) finish();
      options.over.addEventListener('abort', finish);
      this.#removeListener = () => options.over.removeEventListener('abort', finish);
    });
    this.promise.catch(() => undefined);
    this.heardSomething();
  }

  heardSomething(): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.clock.after(silenceLimitMs, () =>
      this.#reject(new StreamReset('the upload fell silent')),
    );
  }

  dispose(): void {
    this.#stopTimer();
    this.#removeListener();
  }
}
