import { createHttp2Wire, type Http2Wire } from '../../src-wire/http2-wire.ts';
import type { Trust } from '../../src-wire/http2-connection.ts';
import { problemResponse, ProblemError } from '../problem-error.ts';
import type { ProviderProcess } from '../store/provider-store.ts';
import { StreamReset } from '../stream-reset.ts';

/** On a request that another process sends on: it is not sent on once more. */
export const forwardedHeader = 'ripp-forwarded';
/** On the answer of a process that keeps no state to such a request. */
const notKeeperHeader = 'ripp-not-keeper';
const connectLimitMs = 1000;
/** What is said of one connection, and no business of the next (RFC 9113, 8.2.2). */
const connectionHeaders = ['connection', 'host', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

/** Sends requests on to the process that keeps the state, whole and streaming both ways. */
export class Forwarder {
  readonly keeper: ProviderProcess;
  readonly #wire: Http2Wire;
  readonly #onDead: () => void;

  /**
   * `trust` holds the certificate that all processes of the provider show. `onDead` is called when nobody listens where
   * the keeper is to be reached.
   */
  constructor(keeper: ProviderProcess, { trust, onDead }: { trust: Trust; onDead: () => void }) {
    this.keeper = keeper;
    this.#wire = createHttp2Wire({ trust, connectLimitMs });
    this.#onDead = onDead;
  }

  /**
   * The keeper's answer; undefined when there is none and the request may be sent again. Throws a `StreamReset` when it
   * may not: its body has begun, or its sender went away.
   */
  async send(request: Request): Promise<Response | undefined> {
    const response = await this.#wire.exchange(this.#onward(request)).catch((error: unknown) => {
      if (isRefused(error)) this.#onDead();
    });
    if (response !== undefined && !response.headers.has(notKeeperHeader)) return response;
    await response?.body?.cancel();
    if (request.signal.aborted) throw new StreamReset('the peer went away');
    if (request.body?.locked === true) throw new StreamReset('the keeper was lost');
    return undefined;
  }

  /** Resets everything that is under way. Closing twice is harmless. */
  close(): void {
    this.#wire.close();
  }

  #onward({ url, method, headers: given, body, signal }: Request): Request {
    const { pathname, search } = new URL(url);
    const headers = new Headers(given);
    for (const name of connectionHeaders) headers.delete(name);
    headers.set(forwardedHeader, '1');
    return new Request(new URL(pathname + search, this.keeper.url), {
      method,
      headers,
      signal,
      ...(body === null ? {} : { body, duplex: 'half' }),
    });
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}

/** The answer of a process that does not keep the state to a request that was sent on to it. */
export function notKeeper(): Response {
  const headers = { 'retry-after': '1', [notKeeperHeader]: '1' };
  return problemResponse(new ProblemError(503, 'This process does not keep the calls.', { headers }));
}
