import type Electron from 'electron';
import { PhoneError } from '../../../src-bridge/phone-error.ts';
import { createHttp2Exchange, type Http2Exchange } from '../../../src-main/node/http2-exchange.ts';
import { FakeClientRequest } from '../fake-net.ts';

/** Names of Chromium for what our own wire says. */
const names: Partial<Readonly<Record<string, string>>> = {
  'unknown-authority': 'ERR_CONNECTION_REFUSED',
  'bad-certificate': 'ERR_CERT_AUTHORITY_INVALID',
};

/**
 * Electron's `net` on real connections of `node:http2`, which trust `certificate` (PEM): with its manners, that the first
 * write begins a request and that a response is heard after the end of the upload, or when the far side has refused it.
 */
export class HttpNet implements Pick<typeof Electron.net, 'request'> {
  readonly #wire: Http2Exchange;
  readonly #open = new Set<WireRequest>();

  constructor(certificate: string) {
    this.#wire = createHttp2Exchange({ trust: { certificates: [certificate], isExclusive: true } });
  }

  request(options: Electron.ClientRequestConstructorOptions | string): Electron.ClientRequest {
    const request = new WireRequest(options as Electron.ClientRequestConstructorOptions, this.#wire);
    this.#open.add(request);
    request.done.then(
      () => this.#open.delete(request),
      () => undefined,
    );
    return request as unknown as Electron.ClientRequest;
  }

  /** As `session.closeAllConnections`: requests that are under way fail. */
  closeAllConnections(): void {
    for (const request of this.#open) request.fail('ERR_ABORTED');
    this.#wire.renew();
  }

  close(): void {
    this.#wire.close();
  }
}

class WireRequest extends FakeClientRequest {
  readonly #wire: Http2Exchange;
  readonly #abort = new AbortController();
  readonly #uploaded = Promise.withResolvers<void>();
  readonly #done = Promise.withResolvers<void>();
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(options: Electron.ClientRequestConstructorOptions, wire: Http2Exchange) {
    super(options);
    this.#wire = wire;
  }

  /** Resolves when nothing comes any more. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  override _write(chunk: Buffer, encoding: string, callback: (error?: Error) => void): void {
    if (this.chunkedEncoding) {
      if (!this.isStarted) this.#send(new ReadableStream({ start: (controller) => void (this.#body = controller) }));
      this.#body?.enqueue(Uint8Array.from(chunk));
    }
    super._write(chunk, encoding, callback);
  }

  override _final(callback: () => void): void {
    const isChunked = this.chunkedEncoding;
    super._final(callback);
    if (isChunked) this.#body?.close();
    else
      this.#send(
        this.sent.length === 0 ? undefined : new Blob(this.sent.map((part) => Uint8Array.from(part))).stream(),
      );
    this.#uploaded.resolve();
  }

  override abort(): void {
    this.#stop();
    super.abort();
  }

  override fail(name: string): void {
    this.#stop();
    super.fail(name);
  }

  #stop(): void {
    this.#abort.abort(new Error('stopped'));
    this.#done.resolve();
  }

  #send(body: ReadableStream<Uint8Array> | undefined): void {
    const { url = '', method = 'GET', headers = {} } = this.options;
    const request = new Request(url, {
      method,
      headers: headers as Record<string, string>,
      signal: this.#abort.signal,
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    });
    this.#wire.exchange(request).then(
      (response) => this.#hear(response),
      (error: unknown) => this.#lose(PhoneError.from(error).code),
    );
  }

  async #hear(response: Response): Promise<void> {
    if (response.status < 400) await this.#uploaded.promise;
    if (this.#abort.signal.aborted) return;
    const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
    const cookies = response.headers.getSetCookie();
    if (cookies.length > 0) headers['set-cookie'] = cookies;
    const message = this.respond(response.status, headers);
    try {
      for await (const part of response.body ?? []) message.push(Buffer.from(part));
      message.push(null);
      this.#done.resolve();
    } catch {
      this.#lose('offline');
    }
  }

  #lose(code: string): void {
    if (!this.#abort.signal.aborted) this.fail(names[code] ?? 'ERR_CONNECTION_CLOSED');
  }
}
