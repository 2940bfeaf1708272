import { addressOf, type Address } from './address.ts';
import { systemAfter, type After } from './after.ts';
import type { Trust } from './http2-connection.ts';
import { http3Codes } from './http3-codes.ts';
import { openHttp3Connection, trustedCertificates } from './http3-connection.ts';
import type { Http3Headers, Http3Library, Http3Session, Http3Stream } from './http3-library.ts';
import { pour } from './pour.ts';
import { unlessAborted } from './unless-aborted.ts';
import { asItIs, WireError, type Explain } from './wire-error.ts';
import { toResponse } from './wire-response.ts';

export interface Http3WireOptions {
  readonly library: Http3Library;
  /** Absent: the public roots and those of the OS. */
  readonly trust?: Trust;
  /** How long a connection may take to open, ms. */
  readonly connectLimitMs?: number;
  /** Where an origin has its HTTP/3; absent or undefined: at its own authority. */
  readonly endpointOf?: (origin: string) => Address | undefined;
  /** Told when a connection ended while requests ran on it. */
  readonly onBroken?: (origin: string) => void;
  /** Absent: the timers of Node. */
  readonly after?: After;
  /** Absent: failures come as they are. */
  readonly explain?: Explain;
}

export interface Http3Wire {
  readonly exchange: (request: Request) => Promise<Response>;
  /** Resolves when there is a connection to an origin; rejects as `exchange` does. */
  connect(origin: string): Promise<void>;
  /** Trusts no connection that is open now: its streams are reset, and new requests go over a new one. */
  renew(): void;
  /** Resets every stream and closes every connection. */
  close(): void;
}

/**
 * The wire over HTTP/3: one connection an origin, opened when needed and again after it ended. The response resolves at
 * its headers, also while the request's body goes on; its end ends the upload. Rejects with what `explain` makes of a
 * failure, or with the reason of the request's signal.
 */
export function createHttp3Wire(options: Http3WireOptions): Http3Wire {
  const { library, connectLimitMs: limitMs = 10_000, after = systemAfter, explain = asItIs } = options;
  const { trust = { certificates: [], isExclusive: false } } = options;
  const connections = new Map<string, Promise<Http3Connection>>();
  const open = new Set<Http3Connection>();
  let certificates: string | undefined;

  const connection = (origin: string): Promise<Http3Connection> => {
    const known = connections.get(origin);
    if (known !== undefined) return known;
    certificates ??= trustedCertificates(trust);
    const opening = openHttp3Connection(origin, options.endpointOf?.(origin) ?? addressOf(origin), {
      library,
      certificates,
      limitMs,
      after,
    }).then(
      (session) => new Http3Connection(session, explain),
      (error: unknown) => {
        throw explain(error);
      },
    );
    connections.set(origin, opening);
    const forget = (): void => {
      if (connections.get(origin) === opening) connections.delete(origin);
    };
    opening.then((opened) => {
      const { session } = opened;
      if (connections.get(origin) !== opening) return opened.end();
      open.add(opened);
      session.once('goaway', forget);
      session.once('close', () => {
        if (open.delete(opened) && opened.isBusy) options.onBroken?.(origin);
        forget();
      });
    }, forget);
    return opening;
  };

  const endAll = (): void => {
    connections.clear();
    const ending = [...open];
    open.clear();
    for (const one of ending) one.end();
  };

  return {
    async exchange(request) {
      request.signal.throwIfAborted();
      const { origin } = new URL(request.url);
      return (await unlessAborted(connection(origin), request.signal)).send(request);
    },
    connect: async (origin) => void (await connection(origin)),
    renew: endAll,
    close: endAll,
  };
}

class Http3Connection {
  readonly session: Http3Session;
  readonly #streams = new Set<Http3Stream>();

  readonly #explain: Explain;

  constructor(session: Http3Session, explain: Explain) {
    this.session = session;
    this.#explain = explain;
  }

  /** True while a request runs on it. */
  get isBusy(): boolean {
    return this.#streams.size > 0;
  }

  /** The library leaves the streams of a connection that we close as they are. */
  end(): void {
    for (const stream of this.#streams) stream.destroy(new Error('the connection was closed'));
    void this.session.close(http3Codes.none);
  }

  async send(request: Request): Promise<Response> {
    const { signal, body } = request;
    signal.throwIfAborted();
    const stream = await this.#open(request);
    const reset = (): void => stream.close(http3Codes.cancelled);
    signal.addEventListener('abort', reset);
    this.#streams.add(stream);
    stream.once('close', () => {
      this.#streams.delete(stream);
      // By way of the request, which has to live as long as the stream: a signal follows its source no longer than that.
      request.signal.removeEventListener('abort', reset);
    });
    stream.once('end', () => {
      if (!stream.writableEnded) stream.close(http3Codes.none);
    });
    const response = responseTo(stream, signal, this.#explain);
    if (signal.aborted) reset();
    if (body !== null) upload(body, stream).catch(reset);
    return response;
  }

  async #open(request: Request): Promise<Http3Stream> {
    const url = new URL(request.url);
    const headers: Http3Headers = {
      ':method': request.method,
      ':scheme': 'https',
      ':authority': url.host,
      ':path': url.pathname + url.search,
      ...Object.fromEntries(request.headers),
    };
    const { signal } = request;
    try {
      return await this.session.requestAsync(headers, { endStream: request.body === null, signal });
    } catch (cause) {
      if (signal.aborted) throw signal.reason as Error;
      throw this.#explain(new WireError('lost', 'the connection ended', { cause }));
    }
  }
}

/** The response is made in the turn of its headers: bytes that came with them are lost on a stream nobody reads yet. */
function responseTo(stream: Http3Stream, signal: AbortSignal, explain: Explain): Promise<Response> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(signal.aborted ? (signal.reason as Error) : explain(error));
    const cancel = (): void => stream.close(http3Codes.cancelled);
    stream.on('error', fail);
    stream.once('close', () => fail(new Error('the stream ended without a response')));
    stream.once('response', (headers: Http3Headers) => {
      try {
        resolve(toResponse({ duplex: stream, isWhole: () => true, cancel, signal, explain }, headers));
      } catch (cause) {
        reject(explain(new WireError('bad-response', 'no response that is one', { cause })));
        cancel();
      }
    });
  });
}

async function upload(body: ReadableStream<Uint8Array>, stream: Http3Stream): Promise<void> {
  await pour(body, stream);
  if (!stream.destroyed) stream.end();
}
