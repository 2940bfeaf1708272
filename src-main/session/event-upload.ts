import type { CallEvent } from '../../src-protocol/events.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { LastingConnection, type AttemptResult } from './lasting-connection.ts';
import { PendingEvents } from './pending-events.ts';
import type { Clock } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';
import { UploadBody } from './upload-body.ts';

/** How long the answer to the end of an upload is waited for. */
const farewellMs = 1000;

export interface EventUploadOptions {
  readonly client: ProviderClient;
  readonly clock: Clock;
  readonly policy: ReconnectPolicy;
  readonly uri: string;
  /** The upload was refused or broke off; it is opened again. */
  readonly onProblem: (problem: PhoneError) => void;
  /** An upload is opened that will say again what an earlier one may not have got through. */
  readonly onRepeat: () => void;
}

/**
 * The forward half of a signalling byway (PROTOCOL 5): a `PUT` that stays open. Its response is never waited for, as
 * some clients get to see it only when the body has ended. What a lost upload may have lost is said again by the next.
 */
export class EventUpload {
  readonly #options: EventUploadOptions;
  readonly #connection: LastingConnection;
  readonly #pending: PendingEvents;
  #body: UploadBody | undefined;
  #isEnding = false;
  #run: Promise<void> = Promise.resolve();

  constructor(options: EventUploadOptions) {
    this.#options = options;
    this.#pending = new PendingEvents(options.clock);
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
   * Sends an event. Resolves once it is confirmed; rejects with a `PhoneError`: `offline` when that does not happen
   * within 5 s, and then it is not sent any more; `call-ended` after `finish`.
   */
  send(event: CallEvent): Promise<void> {
    if (this.#isEnding) return Promise.reject(new PhoneError('call-ended'));
    const confirmed = this.#pending.add(event);
    this.#body?.offer();
    return confirmed;
  }

  /** Asks for an echo, which confirms what was sent before. */
  sendHello(hello: CallEvent): void {
    if (this.#isEnding) return;
    this.#pending.addHello(hello);
    this.#body?.offer();
  }

  /** The provider echoed the `hello` with this nonce: it has what was sent before that. */
  confirm(nonce: string): void {
    this.#pending.confirm(nonce);
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
    if (this.#body === undefined) this.#connection.close();
    else this.#body.end();
    const stop = this.#options.clock.after(farewellMs, () => this.#connection.close());
    await this.#run;
    stop();
    this.#pending.settle();
  }

  async #upload(signal: AbortSignal, opened: () => void): Promise<AttemptResult> {
    const { client, uri, onRepeat } = this.#options;
    const body = new UploadBody(() => this.#pending.take());
    this.#body = body;
    const reset = (): void => body.reset();
    signal.addEventListener('abort', reset);
    opened();
    if (this.#pending.repeat()) onRepeat();
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
}
