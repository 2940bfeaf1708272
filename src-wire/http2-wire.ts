import { constants, type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import { addAbortSignal } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { addressOf } from './address.ts';
import { systemAfter, type After } from './after.ts';
import { openConnection, secureContextOf, type ConnectTo, type Trust } from './http2-connection.ts';
import { keepAsking, retire } from './http2-liveness.ts';
import { pour } from './pour.ts';
import { isReachable } from './probe.ts';
import { unlessAborted } from './unless-aborted.ts';
import { asItIs, WireError, type Explain } from './wire-error.ts';
import { toResponse } from './wire-response.ts';

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

function send(session: ClientHttp2Session, request: Request, explain: Explain): Promise<Response> {
  const { signal, body } = request;
  signal.throwIfAborted();
  const stream = openStream(session, request, explain);
  const giveUp = (): void => reset(stream);
  signal.addEventListener('abort', giveUp);
  // By way of the request, which has to live as long as the stream: a signal follows its source no longer than that.
  stream.once('close', () => request.signal.removeEventListener('abort', giveUp));
  const response = responseTo(stream, signal, explain);
  if (body !== null) upload(body, stream).catch(giveUp);
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
        resolve(
          toResponse(
            { duplex: stream, isWhole: () => isWhole(stream), cancel: () => reset(stream), signal, explain },
            headers,
          ),
        );
      } catch (cause) {
        reset(stream);
        reject(explain(new WireError('bad-response', 'no response that is one', { cause })));
      }
    });
  });
}

/** With `CANCEL`; `close` would end the body properly before the reset, as if it were whole. */
function reset(stream: ClientHttp2Stream): void {
  addAbortSignal(AbortSignal.abort(), stream);
}

async function upload(body: ReadableStream<Uint8Array>, stream: ClientHttp2Stream): Promise<void> {
  await pour(body, stream);
  if (!stream.closed) stream.end();
}

/** A connection that is lost ends the bytes of a stream as its proper end does. */
function isWhole(stream: ClientHttp2Stream): boolean {
  return !stream.closed || stream.rstCode === constants.NGHTTP2_NO_ERROR;
}
