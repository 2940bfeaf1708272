import { EventEmitter } from 'node:events';
import { FakePort } from './fake-ports.ts';

/** What a page was sent by main. */
export interface SentMessage {
  readonly channel: string;
  readonly message: unknown;
  readonly ports: readonly FakePort[];
}

/** A page as `event.sender` shows it: its main frame, and what was sent to it. Emits `sent` with each `SentMessage`. */
export class FakeContents extends EventEmitter {
  mainFrame: { readonly url: string };
  readonly sent: SentMessage[] = [];
  openHandler: (() => unknown) | undefined;
  reloads = 0;
  #isDestroyed = false;

  constructor(url: string) {
    super();
    this.mainFrame = { url };
  }

  load(url: string): void {
    this.mainFrame = { url };
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  send(channel: string, message: unknown): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    this.#keep({ channel, message: structuredClone(message), ports: [] });
  }

  postMessage(channel: string, message: unknown, ports: FakePort[] = []): void {
    if (ports.some((port) => !(port instanceof FakePort))) throw new TypeError('Port at index 0 is not a valid port');
    this.#keep({ channel, message: structuredClone(message), ports });
  }

  setWindowOpenHandler(handler: () => unknown): void {
    this.openHandler = handler;
  }

  reload(): void {
    this.reloads++;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.emit('destroyed');
  }

  #keep(sent: SentMessage): void {
    this.sent.push(sent);
    this.emit('sent', sent);
  }
}
