import { once } from 'node:events';
import {
  connect,
  constants,
  createSecureServer,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../src-main/session/ports.ts';
import type { TestCertificate } from '../../support/certificate.ts';

/** PROTOCOL 6: a phone with ten calls holds a few hundred streams. */
const maxConcurrentStreams = 2000;

/** A request as a fault is chosen for it; the path without its query. */
export interface RelayedRequest {
  readonly method: string;
  readonly path: string;
}

/** What is done to a request. */
export type HttpFault =
  /** Answered in place of the provider; 429 and 503 say when to come again. */
  | { readonly kind: 'refuse'; readonly status: 429 | 503; readonly retryAfterS?: number }
  /** The answer begins so much later, ms. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The body of the answer ends in good order after so many bytes. */
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  /** The stream is reset after so many bytes of the answer's body. */
  | { readonly kind: 'break-off'; readonly afterBytes: number };

export interface HttpRelayOptions {
  /** Where requests lead, on this machine. */
  readonly upstreamPort: number;
  readonly certificate: TestCertificate;
  readonly clock: Clock;
}

/** An HTTP/2 proxy that ends TLS and does to requests what a bad server or a bad proxy does. */
export class HttpRelay {
  readonly #options: HttpRelayOptions;
  readonly #server;
  readonly #sessions = new Set<{ destroy(): void }>();
  readonly #delayed = new Set<() => void>();
  #fault: (request: RelayedRequest) => HttpFault | undefined = () => undefined;
  #struck = 0;
  #activity = 0;

  private constructor(options: HttpRelayOptions) {
    this.#options = options;
    this.#server = createSecureServer({ ...options.certificate, settings: { maxConcurrentStreams } });
    this.#server.on('session', (session) => {
      const upstream = this.#connect();
      const known = [session, upstream];
      for (const each of known) {
        this.#sessions.add(each);
        each.on('error', () => undefined);
        each.once('close', () => {
          for (const other of known) other.destroy();
          this.#sessions.delete(each);
        });
      }
      session.on('stream', (stream, headers) => this.#relay(stream, headers, upstream));
    });
  }

  /** Starts it on a free port of 127.0.0.1. */
  static async start(options: HttpRelayOptions): Promise<HttpRelay> {
    const relay = new HttpRelay(options);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many requests were done something to. */
  get struck(): number {
    return this.#struck;
  }

  /** Grows with every request, answer and piece of a body. */
  get activity(): number {
    return this.#activity;
  }

  /** From now on `fault` says what is done to each request; undefined lets it through. */
  inflict(fault: (request: RelayedRequest) => HttpFault | undefined): void {
    this.#fault = fault;
  }

  /** Everything goes through again. */
  relent(): void {
    this.#fault = () => undefined;
  }

  /** Ends everything. Stopping twice is harmless. */
  async stop(): Promise<void> {
    for (const forget of this.#delayed) forget();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const session of this.#sessions) session.destroy();
    await closed;
  }

  #connect(): ClientHttp2Session {
    return connect(`https://localhost:${this.#options.upstreamPort}`, {
      host: '127.0.0.1',
      rejectUnauthorized: false,
      peerMaxConcurrentStreams: maxConcurrentStreams,
    });
  }

  #relay(client: ServerHttp2Stream, headers: IncomingHttpHeaders, upstream: ClientHttp2Session): void {
    this.#activity++;
    client.on('error', () => undefined);
    const path = new URL(String(headers[':path']), 'https://localhost').pathname;
    const fault = this.#fault({ method: String(headers[':method']), path });
    if (fault !== undefined) this.#struck++;
    if (fault?.kind === 'refuse') return refuse(client, fault);
    const server = upstream.request(headers, { endStream: false });
    server.on('error', () => undefined);
    client.pipe(server);
    followResets(client, server);
    server.once('response', (received) => {
      const answer = (): void => this.#answer({ client, server, received, fault });
      if (fault?.kind === 'slow') this.#later(fault.delayMs, answer);
      else answer();
    });
  }

  #answer(parts: {
    readonly client: ServerHttp2Stream;
    readonly server: ClientHttp2Stream;
    readonly received: IncomingHttpHeaders;
    readonly fault: HttpFault | undefined;
  }): void {
    const { client, server, received, fault } = parts;
    if (client.destroyed || client.closed) return;
    const { [constants.HTTP2_HEADER_CONTENT_LENGTH]: _, ...headers } = received;
    client.respond(headers);
    let room = fault !== undefined && 'afterBytes' in fault ? fault.afterBytes : Infinity;
    server.on('data', (part: Buffer) => {
      this.#activity++;
      if (client.destroyed || client.writableEnded) return;
      const taken = part.subarray(0, Math.min(part.length, room));
      room -= taken.length;
      if (taken.length > 0) client.write(taken);
      if (room > 0) return;
      if (fault?.kind === 'truncate') client.end();
      else client.close(constants.NGHTTP2_INTERNAL_ERROR);
      server.close(constants.NGHTTP2_CANCEL);
    });
    server.once('end', () => {
      this.#activity++;
      if (!client.destroyed && server.rstCode === constants.NGHTTP2_NO_ERROR) client.end();
    });
  }

  #later(delayMs: number, task: () => void): void {
    const forget = this.#options.clock.after(delayMs, () => {
      this.#delayed.delete(forget);
      task();
    });
    this.#delayed.add(forget);
  }
}

function refuse(client: ServerHttp2Stream, { status, retryAfterS }: Extract<HttpFault, { kind: 'refuse' }>): void {
  client.resume();
  client.respond({
    ':status': status,
    'content-type': 'application/problem+json',
    ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
  });
  // As a server does that answers before the end of an upload (PROTOCOL 5).
  client.end(JSON.stringify({ status }), () => client.close(constants.NGHTTP2_NO_ERROR));
}

/** A stream that is reset on one side is reset on the other. */
function followResets(client: ServerHttp2Stream, server: ClientHttp2Stream): void {
  client.once('close', () => {
    if (!server.closed) server.close(client.rstCode === 0 ? constants.NGHTTP2_CANCEL : client.rstCode);
  });
  server.once('close', () => {
    // One whose answer was ended here needs nothing more of the server.
    if (!client.closed && !client.writableEnded && server.rstCode !== constants.NGHTTP2_NO_ERROR)
      client.close(server.rstCode);
  });
}
