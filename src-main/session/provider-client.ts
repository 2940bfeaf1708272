import type { z } from 'zod';
import { handlerHeader } from '../../src-protocol/call.ts';
import { checkJson, maxJsonBytes } from '../../src-protocol/check.ts';
import { PhoneError, type PhoneErrorCode } from '../../src-bridge/phone-error.ts';
import type { CookieJar } from './cookie-jar.ts';
import { withLinkedAbort } from './linked-abort.ts';
import type { Clock, Wire } from './ports.ts';
import { readBody } from './read-body.ts';
import { badResponse, failureOf } from './response-failure.ts';
import { sleep } from './sleep.ts';

export interface ClientOptions {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly token: string;
  /** Called on every 401. */
  readonly onUnauthorised: () => void;
  /** Requests to a call name this device's handler (PROTOCOL 4) and carry the cookies of that call. */
  readonly call?: { readonly handler: string | undefined; readonly cookies: CookieJar };
}

export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly uri: string;
  /** What a 404 means here. */
  readonly missing: PhoneErrorCode;
  readonly contentType?: string;
  /** Header fields beside those that every request has. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly signal?: AbortSignal;
}

/** A request whose JSON answer is to have a shape; `json` is its body. */
export interface JsonRequest<T> extends Omit<ProviderRequest, 'body' | 'contentType'> {
  readonly answer: z.ZodType<T>;
  readonly json?: object;
}

type Answer =
  { readonly response: Response } | { readonly failure: PhoneError; readonly retryAfterMs: number | undefined };

/** A request whose answer is no stream takes no longer than this. */
const answerWithinMs = 10_000;
/** A provider that is overloaded is asked again within this. */
const patienceMs = 15_000;
const defaultRetryAfterMs = 1000;

/** Requests of one account to its provider, each with the token; refusals come as `PhoneError` (PROTOCOL 10). */
export class ProviderClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** The same client for requests to one call. */
  forCall(handler: string | undefined, cookies: CookieJar): ProviderClient {
    return new ProviderClient({ ...this.#options, call: { handler, cookies } });
  }

  /**
   * Sends a request once. Resolves with the response to it, its body unread, when that is a success; rejects with a
   * `PhoneError`, or as the abort of the signal does.
   */
  async send(request: ProviderRequest): Promise<Response> {
    const answer = await this.#ask(request);
    if ('failure' in answer) throw answer.failure;
    return answer.response;
  }

  /** Nothing comes through on the connections that there are. */
  renewConnections(): void {
    this.#options.wire.renew();
  }

  /** The checked JSON that answers a request. Rejects with a `PhoneError`; `bad-response` names the member at fault. */
  json<T>(request: JsonRequest<T>): Promise<T> {
    return this.#inTime(withJson(request), async (response) => {
      try {
        return checkJson(request.answer, await readBody(response, maxJsonBytes));
      } catch (error) {
        throw badResponse(error);
      }
    });
  }

  /** Sends a request whose answer says nothing but that it went well. */
  command(request: ProviderRequest): Promise<void> {
    return this.#inTime(request, async (response) => response.body?.cancel());
  }

  /**
   * Sends a request, again where the provider is overloaded, and gives the response to `read`. Rejects with a
   * `PhoneError` `offline` when that is not done in time.
   */
  #inTime<T>(request: ProviderRequest, read: (response: Response) => Promise<T>): Promise<T> {
    return withLinkedAbort(request.signal, async (controller) => {
      const { signal } = controller;
      const timeout = new PhoneError('offline');
      const limit = new TimeLimit(this.#options.clock, () => controller.abort(timeout));
      try {
        return await read(await this.#sendPatiently({ ...request, signal }, limit));
      } catch (error) {
        throw signal.reason === timeout ? timeout : error;
      } finally {
        limit.stop();
      }
    });
  }

  /** Asks again after the provider's `Retry-After`, within 15 s in all; `limit` holds for each try. */
  async #sendPatiently(request: ProviderRequest & { signal: AbortSignal }, limit: TimeLimit): Promise<Response> {
    const { clock } = this.#options;
    const until = clock.now() + patienceMs;
    for (;;) {
      limit.begin();
      const answer = await this.#ask(request);
      if ('response' in answer) return answer.response;
      const delayMs = answer.retryAfterMs ?? defaultRetryAfterMs;
      if (answer.failure.code !== 'overloaded' || clock.now() + delayMs > until) throw answer.failure;
      limit.stop();
      await sleep(clock, delayMs, request.signal);
      request.signal.throwIfAborted();
    }
  }

  async #ask(request: ProviderRequest): Promise<Answer> {
    const response = await this.#options.wire.exchange(this.#toRequest(request));
    this.#options.call?.cookies.keep(response.headers.getSetCookie());
    if (response.ok) return { response };
    const failure = failureOf(response.status, await readRefusal(response), request.missing);
    if (failure.code === 'sign-in-required') this.#options.onUnauthorised();
    return { failure, retryAfterMs: retryAfterMs(response) };
  }

  #toRequest({ method, uri, contentType, headers: extra, body, signal }: ProviderRequest): Request {
    const { token, call } = this.#options;
    const headers: Record<string, string> = { ...extra, authorization: `Bearer ${token}` };
    if (contentType !== undefined) headers['content-type'] = contentType;
    if (call?.handler !== undefined) headers[handlerHeader] = call.handler;
    if (call?.cookies.header !== undefined) headers['cookie'] = call.cookies.header;
    return new Request(uri, {
      method,
      headers,
      redirect: 'manual',
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    });
  }
}

/** The time within which a request is to be answered. */
class TimeLimit {
  readonly #clock: Clock;
  readonly #onOver: () => void;
  #stopTimer: () => void = () => undefined;

  constructor(clock: Clock, onOver: () => void) {
    this.#clock = clock;
    this.#onOver = onOver;
  }

  begin(): void {
    this.stop();
    this.#stopTimer = this.#clock.after(answerWithinMs, this.#onOver);
  }

  stop(): void {
    this.#stopTimer();
  }
}

function withJson<T>({ answer: _answer, json, ...request }: JsonRequest<T>): ProviderRequest {
  return json === undefined ? request : { ...request, contentType: 'application/json', body: JSON.stringify(json) };
}

/** The body of a refusal; what is too long to be a problem is left unread. */
async function readRefusal(response: Response): Promise<Uint8Array> {
  try {
    return await readBody(response, maxJsonBytes);
  } catch {
    return new Uint8Array(0);
  }
}

function retryAfterMs(response: Response): number | undefined {
  const text = response.headers.get('retry-after');
  return text !== null && /^\d{1,6}$/u.test(text) ? Number(text) * 1000 : undefined;
}
