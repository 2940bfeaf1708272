import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { problemResponse } from './problem-error.ts';
import { StreamReset } from './stream-reset.ts';
import type { ProviderLog } from './world.ts';

/** PROTOCOL 6: at least 1,000 streams a connection; a phone with ten calls holds a few hundred. */
const maxConcurrentStreams = 2000;
/** Room for the uploads of a connection that is read late. */
const windowBytes = 1024 * 1024;

export interface Listener {
  readonly port: number;
  /** Ends every connection and stops listening. */
  stop(): Promise<void>;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly log: ProviderLog;
}

/**
 * Serves `fetch` over HTTP/2 with TLS. Rejects when the port cannot be had. A response that comes while the upload
 * still runs resets the stream with `NO_ERROR` after it, so that a half-duplex client sees it (PROTOCOL 5).
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createSecureServer({
    cert: options.certificate,
    key: options.key,
    noDelay: true,
    settings: { maxConcurrentStreams, initialWindowSize: windowBytes },
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(windowBytes);
    session.on('error', (error: Error) => options.log.info('connection failed', { cause: error.message }));
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    serve(stream, headers, options).catch((error: unknown) =>
      options.log.warn('request failed', { cause: String(error) }),
    );
  });
  server.on('error', (error: Error) => options.log.warn('listener failed', { cause: error.message }));
  await startListening(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}

async function startListening(server: Http2SecureServer, { host, port }: ListenerOptions): Promise<void> {
  const failed = once(server, 'error').then(([error]) => {
    throw error as Error;
  });
  failed.catch(() => undefined);
  server.listen(port, host);
  await Promise.race([once(server, 'listening'), failed]);
}

async function serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, options: ListenerOptions): Promise<void> {
  try {
    await send(stream, await options.fetch(toRequest(stream, headers)));
  } catch (error) {
    if (error instanceof StreamReset) stream.close(constants.NGHTTP2_CANCEL);
    else if (!stream.headersSent && !stream.destroyed) await send(stream, problemResponse(error));
    else stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }
}

function toRequest(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Request {
  const method = headers[':method'] ?? 'GET';
  const url = `https://${headers[':authority'] ?? headers.host ?? 'localhost'}${headers[':path'] ?? '/'}`;
  const plain = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
  const hasBody = method !== 'GET' && method !== 'HEAD';
  if (!hasBody) stream.resume();
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  return new Request(url, {
    method,
    signal: gone.signal,
    headers: plain.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one ?? ''])),
    ...(hasBody ? { body: Readable.toWeb(stream) as ReadableStream<Uint8Array>, duplex: 'half' } : {}),
  });
}

async function send(stream: ServerHttp2Stream, response: Response): Promise<void> {
  if (stream.destroyed) return void response.body?.cancel();
  const { body } = response;
  stream.respond({ ':status': response.status, ...Object.fromEntries(response.headers) }, { endStream: body === null });
  if (body !== null) await pump(body, stream);
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}

/** Writes a body as it comes; a reader that went away cancels it. */
async function pump(body: ReadableStream<Uint8Array>, stream: ServerHttp2Stream): Promise<void> {
  const reader = body.getReader();
  const gone = once(stream, 'close').then(() => undefined);
  gone.catch(() => undefined);
  for (;;) {
    const part = await Promise.race([reader.read(), gone]);
    if (part === undefined) return void (await reader.cancel());
    if (part.done) break;
    if (!stream.write(part.value)) await Promise.race([once(stream, 'drain'), gone]);
  }
  await new Promise<void>((resolve) => stream.end(resolve));
}
