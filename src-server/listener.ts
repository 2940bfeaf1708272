import { getRequestListener } from '@hono/node-server';
import { createServer as createHttp1Server } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer, type Server, type TLSSocket } from 'node:tls';
import { servedHttp2Stream } from './http2-stream.ts';
import { listenHttp3 } from './http3-listener.ts';
import { serve } from './served-stream.ts';
import type { Clock, ProviderLog } from './world.ts';

/** PROTOCOL 6: at least 1,000 streams a connection; a phone with ten calls holds a few hundred. */
const maxConcurrentStreams = 2000;
/** Room for the uploads of a connection that is read late. */
const windowBytes = 1024 * 1024;
/** A connection that leaves a ping unanswered for so long has lost its peer, which may have had no time to say so. */
const pingMs = 10_000;

/** How long a client may remember that HTTP/3 is offered, s. */
const alternativeLifeS = 86_400;

export interface Listener {
  readonly port: number;
  /** Takes no new connections, and no new requests on those there are. */
  drain(): void;
  /** Ends every connection and stops listening. Stopping twice is harmless. */
  stop(): Promise<void>;
}

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly fetch: (request: Request) => Promise<Response>;
  /** True to serve HTTP/3 as well, at the UDP port of the same number, and to say so in each response over TCP. */
  readonly http3?: boolean;
  readonly clock: Clock;
  readonly log: ProviderLog;
}

/**
 * Serves `fetch` over TLS, in HTTP/2 or, for a client without it, HTTP/1.1; over HTTP/3 where that is asked for. Rejects
 * when a port cannot be had, and with `Http3Missing` where there is no HTTP/3.
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const tcp = await listenTcp(
    options.http3 === true ? { ...options, fetch: offering(options.fetch, () => tcp.port) } : options,
  );
  if (options.http3 !== true) return tcp;
  const quic = await listenHttp3({ ...options, ...tcp }).catch(async (error: unknown) => {
    await tcp.stop();
    throw error;
  });
  let stopping: Promise<unknown> | undefined;
  const stop = (): Promise<unknown> => Promise.all([tcp.stop(), quic.stop()]);
  return {
    port: tcp.port,
    drain: () => tcp.drain(),
    stop: async () => void (await (stopping ??= stop())),
  };
}

/** Says in each response that the same is to be had over HTTP/3 (RFC 7838, 3). */
function offering(fetch: ListenerOptions['fetch'], port: () => number): ListenerOptions['fetch'] {
  return async (request) => {
    const response = await fetch(request);
    response.headers.set('alt-svc', `h3=":${port()}"; ma=${alternativeLifeS}`);
    return response;
  };
}

async function listenTcp(options: ListenerOptions): Promise<Listener & { address: string }> {
  const sockets = new Set<TLSSocket>();
  const sessions = new Set<ServerHttp2Session>();
  const http2 = createHttp2Handler(options, sessions);
  const answer = getRequestListener(options.fetch, { overrideGlobalObjects: false });
  const http1 = createHttp1Server((request, response) => void answer(request, response));
  const server = createTlsServer(
    { cert: options.certificate, key: options.key, ALPNProtocols: ['h2', 'http/1.1'], noDelay: true },
    (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', (error: Error) => options.log.info('connection failed', { cause: error.message }));
      (socket.alpnProtocol === 'h2' ? http2 : http1).emit('connection', socket);
    },
  );
  await startListening(server, options);
  server.on('error', (error: Error) => options.log.warn('listener failed', { cause: error.message }));
  const closed = once(server, 'close');
  const close = (): void => {
    if (server.listening) server.close();
  };
  const { address, port } = server.address() as AddressInfo;
  return {
    address,
    port,
    drain() {
      close();
      for (const session of sessions) session.close();
    },
    async stop() {
      close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function createHttp2Handler(
  { fetch, clock, log }: ListenerOptions,
  sessions: Set<ServerHttp2Session>,
): ReturnType<typeof createHttp2Server> {
  const server = createHttp2Server({ settings: { maxConcurrentStreams, initialWindowSize: windowBytes } });
  server.on('session', (session) => {
    session.setLocalWindowSize(windowBytes);
    session.on('error', (error: Error) => log.info('connection failed', { cause: error.message }));
    session.once('close', watchPeer(session, clock));
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    serve(servedHttp2Stream(stream, headers), fetch).catch((error: unknown) =>
      log.warn('request failed', { cause: String(error) }),
    );
  });
  return server;
}

/** Pings the peer; destroys the connection when an answer has not come by the time of the next ping. Returns the stop. */
function watchPeer(session: ServerHttp2Session, clock: Clock): () => void {
  let isAlive = true;
  let stop: () => void;
  const beat = (): void => {
    // A connection that is being closed says that it has only when its socket has ended.
    if (session.destroyed) return;
    if (!isAlive) return session.destroy();
    isAlive = false;
    session.ping((error) => (isAlive = error === null));
    stop = clock.after(pingMs, beat);
  };
  stop = clock.after(pingMs, beat);
  return () => stop();
}

async function startListening(server: Server, { host, port }: ListenerOptions): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}
