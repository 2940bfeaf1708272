import { createSocket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http2';
import { isIPv6 } from 'node:net';
import { servedHttp3Stream, type Http3Stream } from './http3-stream.ts';
import { serve } from './served-stream.ts';
import type { Clock, ProviderLog } from './world.ts';

/** A connection from which nothing came for so long has lost its peer. */
const idleLimitMs = 20_000;
/** What a connection that says nothing by itself is kept alive with. */
const pingMs = 10_000;
/** PROTOCOL 6: at least 1,000 streams a connection. */
const maxConcurrentStreams = 2000;
const streamWindowBytes = 1024 * 1024;
const connectionWindowBytes = 16 * 1024 * 1024;
/** Fits an MTU of 1500 with room for a tunnel's headers. */
const maxUdpPayloadBytes = 1350;

export interface Http3ListenerOptions {
  /** An address, not a name. */
  readonly address: string;
  readonly port: number;
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly clock: Clock;
  readonly log: ProviderLog;
}

export interface Http3Listener {
  /** Ends every connection and stops listening. */
  stop(): Promise<void>;
}

/** There is no `@currentspace/http3` on this machine. */
export class Http3Missing extends Error {
  constructor(options: ErrorOptions) {
    super('@currentspace/http3 is not installed', options);
    this.name = 'Http3Missing';
  }
}

interface Session extends EventEmitter {
  ping(): void;
}

interface Server extends EventEmitter {
  listen(port: number, host: string): void;
  close(): Promise<void>;
}

/** The part of the library that is used. */
interface Library {
  createSecureServer(options: object): Server;
}

/**
 * Serves `fetch` over HTTP/3 at a UDP port. Rejects with `Http3Missing` where the library is not installed, and with
 * the code `EADDRINUSE` when the port cannot be had.
 */
export async function listenHttp3(options: Http3ListenerOptions): Promise<Http3Listener> {
  const { clock, log, fetch } = options;
  const library = await loadLibrary();
  await claimPort(options);
  const server = createServer(library, options);
  const streams = new Set<Http3Stream>();
  const keepers = new Set<() => void>();
  server.on('session', (session: Session) => {
    session.on('error', (error: Error) => log.info('connection failed', { cause: error.message }));
    const letGo = keepAlive(session, clock);
    keepers.add(letGo);
    session.once('close', () => {
      letGo();
      keepers.delete(letGo);
    });
  });
  server.on('stream', (stream: Http3Stream, headers: IncomingHttpHeaders) => {
    streams.add(stream);
    stream.on('error', () => undefined).once('close', () => streams.delete(stream));
    serve(servedHttp3Stream(stream, headers, clock), fetch).catch((error: unknown) =>
      log.warn('request failed', { cause: String(error) }),
    );
  });
  await startListening(server, options);
  server.on('error', (error: Error) => log.warn('listener failed', { cause: error.message }));
  return {
    // The library tells neither sessions nor streams that their server ends.
    async stop() {
      for (const letGo of keepers) letGo();
      for (const stream of streams) stream.destroy();
      await server.close();
    },
  };
}

async function loadLibrary(): Promise<Library> {
  try {
    return (await import('@currentspace/http3')) as Library;
  } catch (cause) {
    throw new Http3Missing({ cause });
  }
}

function createServer(library: Library, { certificate, key }: Http3ListenerOptions): Server {
  const server = library.createSecureServer({
    cert: certificate,
    key,
    runtimeMode: 'portable',
    metricsIntervalMs: 0,
    maxIdleTimeoutMs: idleLimitMs,
    maxUdpPayloadSize: maxUdpPayloadBytes,
    initialMaxData: connectionWindowBytes,
    initialMaxStreamDataBidiLocal: streamWindowBytes,
    initialMaxStreamsBidi: maxConcurrentStreams,
  });
  return Object.assign(server, { _createH2Server: noTcpServer });
}

/** The library opens a TCP port of the same number for HTTP/2, where ours listens already: it is given this instead. */
function noTcpServer(): EventEmitter {
  return Object.assign(new EventEmitter(), {
    listen: (_port: number, _host: string, ready: () => void) => ready(),
    close: (done: () => void) => done(),
    unref: () => undefined,
  });
}

/** Pings the peer, which keeps a silent connection from idling out while the peer is there. Returns the stop. */
function keepAlive(session: Session, clock: Clock): () => void {
  let stop: () => void;
  const beat = (): void => {
    session.ping();
    stop = clock.after(pingMs, beat);
  };
  stop = clock.after(pingMs, beat);
  return () => stop();
}

/** Rejects when the UDP port is taken: a server of the library that finds it taken is never let go. */
async function claimPort({ port, address }: Http3ListenerOptions): Promise<void> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  socket.bind(port, address);
  await once(socket, 'listening');
  const closed = once(socket, 'close');
  socket.close();
  await closed;
}

async function startListening(server: Server, { port, address }: Http3ListenerOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    server.listen(port, address);
  });
}
