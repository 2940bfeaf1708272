import { EventArrayParser } from '../../src-protocol/event-array.ts';
import { PhoneError, type PhoneErrorCode } from '../../src-bridge/phone-error.ts';
import { withLinkedAbort } from './linked-abort.ts';
import type { Clock } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import { badResponse } from './response-failure.ts';

/** A receiver that hears nothing for so long takes the stream for dead (PROTOCOL 5). */
const silenceLimitMs = 25_000;

export interface EventStreamOptions {
  readonly client: ProviderClient;
  readonly clock: Clock;
  readonly uri: string;
  /** What a 404 means here. */
  readonly missing: PhoneErrorCode;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  /** Gets each object of the stream; a `ProtocolError` that it throws ends the stream. */
  readonly onValue: (value: unknown) => void;
}

/**
 * Reads a reverse event stream (PROTOCOL 5) until its array ends. Rejects with a `PhoneError`: `bad-response` for what
 * breaks its schema, `offline` for a stream that broke off or fell silent, and what refusals mean.
 */
export function readEventStream(options: EventStreamOptions): Promise<void> {
  return withLinkedAbort(options.signal, async (controller) => {
    const silence = new SilenceWatch(options.clock, controller);
    try {
      const response = await options.client.send({ ...options, method: 'GET', signal: controller.signal });
      silence.heardSomething();
      options.onOpen();
      await readArray(response, options.onValue, silence);
    } catch (error) {
      controller.abort();
      throw silence.hasStruck ? new PhoneError('offline', { cause: error }) : badResponse(error);
    } finally {
      silence.stop();
    }
  });
}

async function readArray(response: Response, onValue: (value: unknown) => void, silence: SilenceWatch): Promise<void> {
  const parser = new EventArrayParser({ onValue, allowsSeveral: false });
  const body: AsyncIterable<Uint8Array> | [] = response.body ?? [];
  for await (const bytes of body) {
    silence.heardSomething();
    parser.push(bytes);
  }
  if (!parser.isComplete) throw new PhoneError('offline');
}

/** Aborts a stream on which nothing was heard for too long. */
class SilenceWatch {
  readonly #clock: Clock;
  readonly #controller: AbortController;
  #stopTimer: () => void = () => undefined;
  #hasStruck = false;

  constructor(clock: Clock, controller: AbortController) {
    this.#clock = clock;
    this.#controller = controller;
    this.heardSomething();
  }

  get hasStruck(): boolean {
    return this.#hasStruck;
  }

  heardSomething(): void {
    this.#stopTimer();
    this.#stopTimer = this.#clock.after(silenceLimitMs, () => {
      this.#hasStruck = true;
      this.#controller.abort();
    });
  }

  stop(): void {
    this.#stopTimer();
  }
}
