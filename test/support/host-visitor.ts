import { once } from 'node:events';
import { request, type IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { stateAfter, type StateNews } from '../../src-bridge/state-news.ts';

export interface Page {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks a host for `path`, sent as it is written, with exactly `headers` (and a Host unless given). */
export function visit(
  address: string,
  path: string,
  options: { method?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<Page> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, agent: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (body += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** Uses up the one-time secret in `url`; returns the cookie that it was exchanged for, as a Cookie header. */
export async function enter(url: string): Promise<string> {
  const { headers } = await visit(url, new URL(url).pathname);
  const [cookie] = headers['set-cookie'] ?? [];
  return (cookie ?? '').split(';')[0] ?? '';
}

/** What comes over a socket, in order; a change of the state as the state that it makes. */
export class VisitorSocket {
  readonly socket: WebSocket;
  /** The close code, once it is closed. */
  readonly closed: Promise<number>;
  #frames: (object | Buffer)[] = [];
  #waiting: ((frame: object | Buffer) => void)[] = [];
  #state: PhoneState | undefined;
  readonly #answers = new Map<number, (result: unknown) => void>();

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = once(socket, 'close').then(([code]) => code as number);
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer, isBinary) => {
      const frame = isBinary ? data : (JSON.parse(data.toString()) as object);
      if ('id' in frame) return this.#answers.get(Number(frame.id))?.('result' in frame ? frame.result : undefined);
      const whole = isBinary ? frame : this.#whole(frame);
      const next = this.#waiting.shift();
      if (next === undefined) this.#frames.push(whole);
      else next(whole);
    });
  }

  /** The next frame that answers nothing and that nobody took yet: the object of a text frame, or binary bytes. */
  next(): Promise<object | Buffer> {
    const frame = this.#frames.shift();
    return frame === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(frame);
  }

  #whole(frame: object): object {
    if (!('state' in frame || 'changed' in frame)) return frame;
    this.#state = stateAfter(frame as StateNews, this.#state);
    return { state: this.#state };
  }

  send(frame: object | Uint8Array): void {
    this.socket.send(frame instanceof Uint8Array ? frame : JSON.stringify(frame));
  }

  /** Sends a request and resolves with the result that comes under its number. */
  ask(frame: { readonly id: number } & Record<string, unknown>): Promise<unknown> {
    return new Promise((resolve) => {
      this.#answers.set(frame.id, resolve);
      this.send(frame);
    });
  }
}

/** Opens the bridge of the host at `address`. Rejects with the status when it is refused. */
export async function connectWindow(
  address: string,
  headers: Readonly<Record<string, string>>,
  path = '/bridge',
): Promise<VisitorSocket> {
  const { origin, ...others } = headers;
  const socket = new WebSocket(`ws://${new URL(address).host}${path}`, {
    headers: others,
    ...(origin === undefined ? {} : { origin }),
  });
  const visitor = new VisitorSocket(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('unexpected-response', (asking, { statusCode }) => {
      reject(new Error(`refused with ${String(statusCode)}`));
      asking.destroy();
    });
    socket.once('error', reject);
  });
  return visitor;
}
