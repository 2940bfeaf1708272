import { constants, type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import type { SecureContext } from 'node:tls';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Wire } from '../session/ports.ts';
import { explainConnectionError } from './connection-error.ts';
import { openConnection, secureContextOf, type ConnectTo, type Trust } from './http2-connection.ts';
import { keepAsking, retire } from './http2-liveness.ts';
import { toResponse } from './http2-response.ts';
import { isReachable } from './tcp-probe.ts';

export interface Http2ExchangeOptions {
  /** Absent: the public roots and those of the OS. */
  readonly trust?: Trust;
  /** How long a connection may take to open, ms. */
  readonly connectLimitMs?: number;
  /** How often a connection is asked whether its peer is still there, ms. */
  readonly pingMs?: number;
  /** Absent: where the origin's name and port lead. */
  readonly connectTo?: ConnectTo;
}

export interface Http2Exchange extends Wire {
  /** Resets every stream and closes every connection. */
  close(): void;
}

/**
 * The wire over `node:http2`: one connection an origin, opened when needed and again after it ended. The response
 * resolves at its headers, also while the request's body goes on. Rejects with a `PhoneError`, or with the reason of
 * the request's signal.
 */
export function createHttp2Exchange(options: Http2ExchangeOptions = {}): Http2Exchange {
  const { trust = { certificates: [], isExclusive: false }, connectLimitMs: limitMs = 10_000, connectTo } = options;
  const connections = new Map<string, Promise<ClientHttp2Session>>();
  const sessions = new Set<ClientHttp2Session>();
  let secureContext: SecureContext | undefined;

  const connection = (origin: string): Promise<ClientHttp2Session> => {
    const known = connections.get(origin);
    if (known !== undefined) return known;
    secureContext ??= secureContextOf(trust);
    const opening = openConnection(origin, {
      secureContext,
      limitMs,
      ...(connectTo === undefined ? {} : { connectTo }),
    });
    connections.set(origin, opening);
    const forget = (): void => {
      if (connections.get(origin) === opening) connections.delete(origin);
    };
    opening.then((session) => {
      if (connections.get(origin) !== opening) return session.destroy();
      sessions.add(session);
      keepAsking(session, options.pingMs ?? 5000);
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
      return send(await unlessAborted(connection(new URL(request.url).origin), request.signal), request);
    },
    isReachable,
    renew() {
      connections.clear();
      for (const session of sessions) retire(session);
    },
    close() {
      connections.clear();
      for (const session of sessions) session.destroy();
    },
  };
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

function send(session: ClientHttp2Session, request: Request): Promise<Response> {
  const { signal, body } = request;
  signal.throwIfAborted();
  const stream = openStream(session, request);
  const reset = (): void => stream.close(constants.NGHTTP2_CANCEL);
  signal.addEventListener('abort', reset);
  // By way of the request, which has to live as long as the stream: a signal follows its source no longer than that.
  stream.once('close', () => request.signal.removeEventListener('abort', reset));
  const response = responseTo(stream, signal);
  if (body !== null) upload(body, stream).catch(reset);
  return response;
}

function openStream(session: ClientHttp2Session, request: Request): ClientHttp2Stream {
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
    throw new PhoneError('offline', { cause });
  }
}

/** The response is made in the turn of its headers: bytes that came with them are lost on a stream nobody reads yet. */
function responseTo(stream: ClientHttp2Stream, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(signal.aborted ? (signal.reason as Error) : explainConnectionError(error));
    stream.on('error', fail);
    stream.once('close', () => fail(new Error('the stream ended without a response')));
    stream.once('response', (headers) => {
      try {
        resolve(toResponse(stream, headers, signal));
      } catch (cause) {
        stream.close(constants.NGHTTP2_CANCEL);
        reject(new PhoneError('bad-response', { cause }));
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
