import { constants, type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import type { SecureContext } from 'node:tls';
import { systemAfter, type After } from './after.ts';
import { openConnection, secureContextOf, type ConnectTo, type Trust } from './http2-connection.ts';
import { keepAsking, retire } from './http2-liveness.ts';
import { toResponse } from './http2-response.ts';
import { addressOf, isReachable } from './probe.ts';
import { WireError } from './wire-error.ts';

/** What the caller makes of a failure of the connection: an error of Node's, of OpenSSL's, or a `WireError`. */
export type Explain = (error: unknown) => Error;

export interface Http2WireOptions {
  /** Absent: the public roots and those of the OS. */
  readonly trust?: Trust;
  /** How long a connection may take to open, ms. */
  readonly connectLimitMs?: number;
  /** How often a connection is asked whether its peer is still there, ms. */
  readonly pingMs?: number;
  /** Absent: the timers of Node. */
  readonly after?: After;
  /** Absent: where the origin's name and port lead. */
  readonly connectTo?: ConnectTo;
  /** Absent: failures come as they are. */
  readonly explain?: Explain;
}

export interface Http2Wire {
  readonly exchange: (request: Request) => Promise<Response>;
  /**
   * Trusts no connection that is open now: new requests go over new ones, a dead one is closed within a second, and one
   * that lives when its streams have ended.
   */
  renew(): void;
  /** Whether a connection to an origin could be had now; never rejects. */
  isReachable(origin: string): Promise<boolean>;
  /** Resets every stream and closes every connection. */
  close(): void;
}

/**
 * The wire over `node:http2`: one connection an origin, opened when needed and again after it ended. The response
 * resolves at its headers, also while the request's body goes on. Rejects with what `explain` makes of a failure, or with
 * the reason of the request's signal.
 */
export function createHttp2Wire(options: Http2WireOptions = {}): Http2Wire {
  const { trust = { certificates: [], isExclusive: false }, connectLimitMs: limitMs = 10_000 } = options;
  const { explain = asItIs, pingMs = 5000, after = systemAfter, connectTo } = options;
  const connections = new Map<string, Promise<ClientHttp2Session>>();
  const sessions = new Set<ClientHttp2Session>();
  let secureContext: SecureContext | undefined;

  const connection = (origin: string): Promise<ClientHttp2Session> => {
    const known = connections.get(origin);
    if (known !== undefined) return known;
    secureContext ??= secureContextOf(trust);
    const opening = openConnection(origin, { secureContext, trust, limitMs, after, connectTo });
    connections.set(origin, opening);
    const forget = (): void => {
      if (connections.get(origin) === opening) connections.delete(origin);
    };
    opening.then((session) => {
      if (connections.get(origin) !== opening) return session.destroy();
      sessions.add(session);
      keepAsking(session, { pingMs, after });
      session.once('goaway', forget);
      session.once('close', () => {
        sessions.delete(session);
        forget();
      });
    }, forget);
    return opening;
  };

  return {
    async exchange(request) {
      request.signal.throwIfAborted();
      const opening = connection(new URL(request.url).origin).catch((error: unknown) => {
        throw explain(error);
      });
      return send(await unlessAborted(opening, request.signal), request, explain);
    },
    isReachable: (origin) => isReachable(connectTo?.(origin) ?? addressOf(origin), after),
    renew() {
      connections.clear();
      for (const session of sessions) retire(session, after);
    },
    close() {
      connections.clear();
      for (const session of sessions) session.destroy();
    },
  };
}

function asItIs(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

function send(session: ClientHttp2Session, request: Request, explain: Explain): Promise<Response> {
  const { signal, body } = request;
  signal.throwIfAborted();
  const stream = openStream(session, request, explain);
  const reset = (): void => stream.close(constants.NGHTTP2_CANCEL);
  signal.addEventListener('abort', reset);
  // By way of the request, which has to live as long as the stream: a signal follows its source no longer than that.
  stream.once('close', () => request.signal.removeEventListener('abort', reset));
  const response = responseTo(stream, signal, explain);
  if (body !== null) upload(body, stream).catch(reset);
  return response;
}

function openStream(session: ClientHttp2Session, request: Request, explain: Explain): ClientHttp2Stream {
  const url = new URL(request.url);
  const headers: OutgoingHttpHeaders = {
    ':method': request.method,
    ':path': url.pathname + url.search,
    ':authority': url.host,
    ...Object.fromEntries(request.headers),
  };
  try {
    return session.request(headers, { endStream: request.body === null });
  } catch (cause) {
    throw explain(new WireError('lost', 'the connection ended', { cause }));
  }
}

/** The response is made in the turn of its headers: bytes that came with them are lost on a stream nobody reads yet. */
function responseTo(stream: ClientHttp2Stream, signal: AbortSignal, explain: Explain): Promise<Response> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(signal.aborted ? (signal.reason as Error) : explain(error));
    stream.on('error', fail);
    stream.once('close', () => fail(new Error('the stream ended without a response')));
    stream.once('response', (headers) => {
      try {
        resolve(toResponse(stream, headers, { signal, explain }));
      } catch (cause) {
        stream.close(constants.NGHTTP2_CANCEL);
        reject(explain(new WireError('bad-response', 'no response that is one', { cause })));
      }
    });
  });
}

/** Sends a body as it comes and as the wire takes it. A stream that is gone cancels it. */
async function upload(body: ReadableStream<Uint8Array>, stream: ClientHttp2Stream): Promise<void> {
  const reader = body.getReader();
  stream.once('close', () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const part = await reader.read();
    if (part.done) break;
    if (!stream.write(part.value)) await writable(stream);
  }
  if (!stream.closed) stream.end();
}

function writable(stream: ClientHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.once('drain', done);
    stream.once('close', done);
  });
}
