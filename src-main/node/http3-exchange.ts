import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Clock, Exchange } from '../session/ports.ts';
import { explainConnectionError } from './connection-error.ts';
import type { Trust } from '../../src-wire/http2-connection.ts';
import { http3Codes } from './http3-codes.ts';
import { bareHost, openHttp3Connection, trustedCertificates, type Http3Endpoint } from './http3-connection.ts';
import type { Http3Headers, Http3Library, Http3Session, Http3Stream } from './http3-library.ts';
import { toHttp3Response } from './http3-response.ts';
import { systemClock } from './system-clock.ts';

/** What is written at once: the library never takes a write that is larger than what it queues. */
const writeBytes = 64 * 1024;

export interface Http3ExchangeOptions {
  readonly library: Http3Library;
  /** Absent: the public roots and those of the OS. */
  readonly trust?: Trust;
  /** How long a connection may take to open, ms. */
  readonly connectLimitMs?: number;
  /** Where an origin has its HTTP/3; absent or undefined: at its own authority. */
  readonly endpointOf?: (origin: string) => Http3Endpoint | undefined;
  /** Told when a connection ended while requests ran on it. */
  readonly onBroken?: (origin: string) => void;
  readonly clock?: Clock;
}

export interface Http3Exchange {
  readonly exchange: Exchange;
  /** Resolves when there is a connection to an origin. Rejects with a `PhoneError`. */
  connect(origin: string): Promise<void>;
  /** Trusts no connection that is open now: its streams are reset, and new requests go over a new one. */
  renew(): void;
  /** Resets every stream and closes every connection. */
  close(): void;
}

/**
 * The wire over HTTP/3: one connection an origin, opened when needed and again after it ended. The response resolves at
 * its headers, also while the request's body goes on; its end ends the upload. Rejects with a `PhoneError`, or with the
 * reason of the request's signal.
 */
export function createHttp3Exchange(options: Http3ExchangeOptions): Http3Exchange {
  const { library, connectLimitMs: limitMs = 10_000, clock = systemClock } = options;
  const { trust = { certificates: [], isExclusive: false } } = options;
  const connections = new Map<string, Promise<Http3Connection>>();
  const open = new Set<Http3Connection>();
  let certificates: string | undefined;

  const connection = (origin: string): Promise<Http3Connection> => {
    const known = connections.get(origin);
    if (known !== undefined) return known;
    certificates ??= trustedCertificates(trust);
    const opening = openHttp3Connection(origin, options.endpointOf?.(origin) ?? ownAuthority(origin), {
      library,
      certificates,
      limitMs,
      clock,
    }).then((session) => new Http3Connection(session));
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

function ownAuthority(origin: string): Http3Endpoint {
  const { hostname, port } = new URL(origin);
  return { host: bareHost(hostname), port: Number(port || 443) };
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

class Http3Connection {
  readonly session: Http3Session;
  readonly #streams = new Set<Http3Stream>();

  constructor(session: Http3Session) {
    this.session = session;
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
    const response = responseTo(stream, signal);
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
      throw signal.aborted ? (signal.reason as Error) : new PhoneError('offline', { cause });
    }
  }
}

/** The response is made in the turn of its headers: bytes that came with them are lost on a stream nobody reads yet. */
function responseTo(stream: Http3Stream, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(signal.aborted ? (signal.reason as Error) : explainConnectionError(error));
    stream.on('error', fail);
    stream.once('close', () => fail(new Error('the stream ended without a response')));
    stream.once('response', (headers: Http3Headers) => {
      try {
        resolve(toHttp3Response(stream, headers, signal));
      } catch (cause) {
        reject(new PhoneError('bad-response', { cause }));
        stream.close(http3Codes.cancelled);
      }
    });
  });
}

/** Sends a body as it comes and as the wire takes it. A stream that is gone cancels it. */
async function upload(body: ReadableStream<Uint8Array>, stream: Http3Stream): Promise<void> {
  const reader = body.getReader();
  stream.once('close', () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const part = await reader.read();
    if (part.done) break;
    for (let at = 0; at < part.value.length; at += writeBytes) {
      if (!stream.write(part.value.subarray(at, at + writeBytes))) await writable(stream);
    }
  }
  if (!stream.destroyed) stream.end();
}

function writable(stream: Http3Stream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    if (stream.destroyed) resolve();
    else stream.once('drain', done).once('close', done);
  });
}
