import { Readable, Writable } from 'node:stream';
import type Electron from 'electron';

type Options = Electron.ClientRequestConstructorOptions;

/** Chromium's network stack as Electron's `net` shows it; a test plays the far side. */
export class FakeNet implements Pick<typeof Electron.net, 'request'> {
  #requests: FakeClientRequest[] = [];
  #waiting: ((request: FakeClientRequest) => void)[] = [];

  request(options: Options | string): Electron.ClientRequest {
    const request = new FakeClientRequest(options as Options);
    const next = this.#waiting.shift();
    if (next === undefined) this.#requests.push(request);
    else next(request);
    return request as unknown as Electron.ClientRequest;
  }

  /** The next request that nobody took yet. */
  next(): Promise<FakeClientRequest> {
    const request = this.#requests.shift();
    return request === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(request);
  }
}

/**
 * A request with the manners of Electron's own (`lib/common/api/net-client-request.ts`): the first write of a chunked
 * one begins it, `close` comes when the upload is done, a chunked one that ends without a write throws, `abort` ends
 * a response without `end`, and a failure is an error whose message alone names it.
 */
export class FakeClientRequest extends Writable {
  readonly options: Options;
  readonly sent: Buffer[] = [];
  isStarted = false;
  hasEnded = false;
  isAborted = false;
  /** Set it to hold up what is written, as a full pipe does. */
  isFull = false;
  message: FakeIncomingMessage | undefined;
  #isChunked: boolean | undefined;
  #held: (() => void) | undefined;

  constructor(options: Options) {
    super({ autoDestroy: true });
    this.options = options;
  }

  get chunkedEncoding(): boolean {
    return this.#isChunked ?? false;
  }

  set chunkedEncoding(isChunked: boolean) {
    if (this.isStarted) throw new Error('chunkedEncoding can only be set before the request is started');
    if (this.#isChunked !== undefined) throw new Error('chunkedEncoding can only be set once');
    this.#isChunked = isChunked;
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error) => void): void {
    if (this.message !== undefined) throw new Error('written after the response: Electron ends the process');
    this.isStarted = true;
    this.sent.push(chunk);
    if (this.isFull) this.#held = callback;
    else callback();
  }

  override _final(callback: () => void): void {
    if (this.#isChunked === true && !this.isStarted) throw new TypeError('Cannot read properties of undefined (done)');
    this.isStarted = true;
    this.hasEnded = true;
    callback();
  }

  /** Lets what is held up flow again. */
  drain(): void {
    this.isFull = false;
    this.#held?.();
  }

  abort(): void {
    if (!this.isAborted) process.nextTick(() => this.emit('abort'));
    this.isAborted = true;
    this.#die();
  }

  respond(statusCode: number, headers: Record<string, string | string[]> = {}): FakeIncomingMessage {
    this.message = new FakeIncomingMessage(statusCode, headers);
    this.emit('response', this.message);
    return this.message;
  }

  redirect(status: number, url: string): void {
    this.emit('redirect', status, 'GET', url, {});
    if (!this.isAborted) this.#die(new Error('Redirect was cancelled'));
  }

  /** Fails as Chromium does, with a name such as `ERR_NAME_NOT_RESOLVED`. */
  fail(name: string): void {
    const error = new Error(`net::${name}`);
    this.message?.destroy(error);
    this.#die(error);
  }

  #die(error?: Error): void {
    if (this.destroyed && error !== undefined) this.emit('error', error);
    this.destroy(error);
    this.message?.destroy(error);
  }
}

export class FakeIncomingMessage extends Readable {
  readonly statusCode: number;
  readonly headers: Record<string, string | string[]>;

  constructor(statusCode: number, headers: Record<string, string | string[]>) {
    super();
    this.statusCode = statusCode;
    this.headers = headers;
  }

  override _read(): void {}
}
