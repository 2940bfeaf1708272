import { EventArrayEncoder } from '../../src-protocol/event-array.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { LastingConnection, type AttemptResult } from './lasting-connection.ts';
import type { Clock } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';

/** What waits for an open byway is kept so long (PROTOCOL 7). */
const bufferedMs = 5000;
/** How long the answer to the end of an upload is waited for. */
const farewellMs = 1000;

interface Waiting {
  readonly event: object;
  readonly sent: () => void;
}

export interface EventUploadOptions {
  readonly client: ProviderClient;
  readonly clock: Clock;
  readonly policy: ReconnectPolicy;
  readonly uri: string;
  /** The upload was refused or broke off; it is opened again. */
  readonly onProblem: (problem: PhoneError) => void;
}

/**
 * The forward half of a signalling byway (PROTOCOL 5): a `PUT` that stays open. Its response is never waited for, as
 * some clients get to see it only when the body has ended.
 */
export class EventUpload {
  readonly #options: EventUploadOptions;
  readonly #connection: LastingConnection;
  #waiting: Waiting[] = [];
  #body: UploadBody | undefined;
  #isEnding = false;
  #run: Promise<void> = Promise.resolve();

  constructor(options: EventUploadOptions) {
    this.#options = options;
    this.#connection = new LastingConnection({
      ...options,
      attempt: (signal, opened) => this.#upload(signal, opened),
      isFinal: (error) => error.code === 'call-ended' || error.code === 'sign-in-required',
      onStatus: (status) => {
        if (status.kind === 'waiting' && status.problem !== undefined) options.onProblem(status.problem);
      },
    });
  }

  start(): void {
    this.#run = this.#connection.start();
  }

  /**
   * Sends an event. Resolves once the wire took it; rejects with a `PhoneError`: `offline` when it did not within 5 s,
   * `call-ended` after `finish`.
   */
  send(event: object): Promise<void> {
    if (this.#isEnding) return Promise.reject(new PhoneError('call-ended'));
    return new Promise((resolve, reject) => {
      const stop = this.#options.clock.after(bufferedMs, () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(new PhoneError('offline'));
      });
      const waiting: Waiting = {
        event,
        sent: () => {
          stop();
          resolve();
        },
      };
      this.#waiting.push(waiting);
      this.#body?.offer();
    });
  }

  /** Shows that we are alive although there is nothing to say. */
  beat(): void {
    this.#body?.beat();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  restart(): void {
    this.#connection.restart();
  }

  /** Writes what is left and `]`, and ends the upload. Resolves when the provider has answered, or soon without. */
  async finish(): Promise<void> {
    this.#isEnding = true;
    if (this.#body === undefined) this.#close();
    else this.#body.end();
    const stop = this.#options.clock.after(farewellMs, () => this.#close());
    await this.#run;
    stop();
  }

  #close(): void {
    this.#connection.close();
    for (const waiting of this.#waiting.splice(0)) waiting.sent();
  }

  async #upload(signal: AbortSignal, opened: () => void): Promise<AttemptResult> {
    const { client, uri } = this.#options;
    const body = new UploadBody(() => this.#takeWaiting());
    this.#body = body;
    const reset = (): void => body.reset();
    signal.addEventListener('abort', reset);
    opened();
    try {
      const response = await client.send({
        method: 'PUT',
        uri,
        missing: 'call-ended',
        contentType: 'application/json',
        body: body.stream,
        signal,
      });
      await response.body?.cancel();
      return this.#isEnding ? 'finished' : 'ended';
    } catch (error) {
      if (this.#isEnding) return 'finished';
      throw error;
    } finally {
      signal.removeEventListener('abort', reset);
      this.#body = undefined;
    }
  }

  #takeWaiting(): object | undefined {
    const waiting = this.#waiting.shift();
    waiting?.sent();
    return waiting?.event;
  }
}

/** The body of one upload. It takes an event only when the wire asks for bytes, so that none is lost in a dead one. */
class UploadBody {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #encoder = new EventArrayEncoder();
  readonly #take: () => object | undefined;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #isHungry = false;
  #isStarted = false;
  #isOver = false;

  constructor(take: () => object | undefined) {
    this.#take = take;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => {
          this.#isHungry = true;
          this.offer();
        },
        cancel: () => void (this.#isOver = true),
      },
      { highWaterMark: 0 },
    );
  }

  /** Hands over the next event where the wire waits for one. */
  offer(): void {
    if (!this.#isHungry || this.#isOver) return;
    const bytes = this.#next();
    if (bytes !== undefined) this.#write(bytes);
  }

  beat(): void {
    if (this.#isHungry && !this.#isOver) this.#write(this.#encoder.heartbeat());
  }

  end(): void {
    if (this.#isOver) return;
    for (let bytes = this.#next(); bytes !== undefined; bytes = this.#next()) this.#write(bytes);
    this.#write(this.#encoder.end());
    this.#isOver = true;
    this.#controller?.close();
  }

  reset(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller?.error(new PhoneError('offline'));
  }

  #next(): Uint8Array | undefined {
    if (!this.#isStarted) {
      this.#isStarted = true;
      return this.#encoder.start();
    }
    const event = this.#take();
    return event === undefined ? undefined : this.#encoder.next(event);
  }

  #write(bytes: Uint8Array): void {
    this.#isHungry = false;
    this.#controller?.enqueue(bytes);
  }
}
