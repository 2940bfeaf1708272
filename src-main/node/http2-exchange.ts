import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { getCACertificates } from 'node:tls';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Exchange } from '../session/ports.ts';
import { explainConnectionError } from './connection-error.ts';

/** Flow-control window of a connection and of each stream: more than a second of everything a phone receives. */
const windowBytes = 1024 * 1024;
const connectLimitMs = 10_000;

export interface Http2ExchangeOptions {
  /** PEM certificates trusted beside the public roots and those of the OS. */
  readonly extraCertificates?: readonly string[];
}

export interface Http2Exchange {
  readonly exchange: Exchange;
  /** Resets every stream and closes every connection. */
  close(): void;
}

/**
 * The wire over `node:http2`: one connection an origin, opened when needed and again after it ended. The response
 * resolves at its headers, also while the request's body goes on.
 */
export function createHttp2Exchange(options: Http2ExchangeOptions = {}): Http2Exchange {
  const connections = new Map<string, Promise<ClientHttp2Session>>();

  const connection = (origin: string): Promise<ClientHttp2Session> => {
    const known = connections.get(origin);
    if (known !== undefined) return known;
    const opening = openConnection(origin, options);
    connections.set(origin, opening);
    const forget = (): void => {
      if (connections.get(origin) === opening) connections.delete(origin);
    };
    opening.then((session) => {
      session.once('close', forget);
      session.once('goaway', forget);
    }, forget);
    return opening;
  };

  return {
    async exchange(request) {
      request.signal.throwIfAborted();
      return send(await connection(new URL(request.url).origin), request);
    },
    close() {
      for (const opening of connections.values())
        opening.then(
          (session) => session.destroy(),
          () => undefined,
        );
      connections.clear();
    },
  };
}

async function openConnection(
  origin: string,
  { extraCertificates = [] }: Http2ExchangeOptions,
): Promise<ClientHttp2Session> {
  const session = connect(origin, {
    ca: [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...extraCertificates])],
    settings: { enablePush: false, initialWindowSize: windowBytes },
    timeout: connectLimitMs,
  });
  session.on('error', () => undefined);
  session.once('connect', (_session, socket) => (socket as Socket).setNoDelay(true));
  const tooSlow = (): void => session.destroy(new Error('no connection in time'));
  session.once('timeout', tooSlow);
  try {
    await once(session, 'connect');
  } catch (error) {
    session.destroy();
    throw explainConnectionError(error);
  }
  session.off('timeout', tooSlow);
  session.setTimeout(0);
  session.setLocalWindowSize(windowBytes);
  if (session.alpnProtocol === 'h2') return session;
  session.destroy();
  throw new PhoneError('not-ripp', { cause: new Error(`spoke ${String(session.alpnProtocol)}`) });
}

async function send(session: ClientHttp2Session, request: Request): Promise<Response> {
  const stream = openStream(session, request);
  const reset = (): void => stream.close(constants.NGHTTP2_CANCEL);
  request.signal.addEventListener('abort', reset);
  stream.once('close', () => request.signal.removeEventListener('abort', reset));
  const uploading = request.body === null ? Promise.resolve() : upload(request, stream);
  uploading.catch(() => reset());
  return toResponse(stream, await responseHeaders(stream, request));
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

async function responseHeaders(stream: ClientHttp2Stream, request: Request): Promise<Record<string, unknown>> {
  try {
    const [headers] = (await Promise.race([once(stream, 'response'), once(stream, 'close').then(endedEarly)])) as [
      Record<string, unknown>,
    ];
    return headers;
  } catch (error) {
    request.signal.throwIfAborted();
    throw explainConnectionError(error);
  }
}

function endedEarly(): never {
  throw new Error('the stream ended without a response');
}

async function upload(request: Request, stream: ClientHttp2Stream): Promise<void> {
  const reader = request.body?.getReader();
  if (reader === undefined) return;
  const gone = once(stream, 'close').then(
    () => undefined,
    () => undefined,
  );
  for (;;) {
    const part = await Promise.race([reader.read(), gone]);
    if (part === undefined) return void (await reader.cancel());
    if (part.done) break;
    if (!stream.write(part.value)) await Promise.race([once(stream, 'drain'), gone]);
  }
  stream.end();
}

const statusesWithoutBody = new Set([204, 205, 304]);

function toResponse(stream: ClientHttp2Stream, received: Record<string, unknown>): Response {
  const status = Number(received[':status']);
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    if (!name.startsWith(':')) for (const one of [value].flat()) headers.append(name, String(one));
  }
  if (statusesWithoutBody.has(status)) {
    stream.resume();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array<ArrayBuffer>>, { status, headers });
}
