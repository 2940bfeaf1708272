import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import { FakeNet } from './fake-net.ts';

/**
 * Electron as its shell in `src-main/desktop` uses it, where the binary is not there: `vi.mock('electron', …)` answers
 * with this module. Each part is typed by `electron.d.ts`, and keeps what was done with it.
 */
export const fakeNet = new FakeNet();
export const net: Pick<typeof Electron.net, 'request'> = fakeNet;

type InvokeHandler = Parameters<Electron.IpcMain['handle']>[1];

class FakeIpcMain extends EventEmitter {
  readonly handlers = new Map<string, InvokeHandler>();

  handle(channel: string, handler: InvokeHandler): void {
    this.handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}

export const ipcMain = new FakeIpcMain() satisfies Pick<Electron.IpcMain, 'handle' | 'removeHandler'>;

/** One end of a message channel. What is posted arrives at the other end as a structured clone. */
export class FakePort
  extends EventEmitter
  implements Pick<Electron.MessagePortMain, 'postMessage' | 'start' | 'close'>
{
  other: FakePort | undefined;
  isStarted = false;
  readonly received: unknown[] = [];
  #waiting: unknown[] = [];

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.some((item) => !(item instanceof FakePort)))
      throw new TypeError('Port at index 0 is not a valid port');
    this.other?.deliver(structuredClone(message));
  }

  deliver(data: unknown): void {
    this.received.push(data);
    if (this.isStarted) this.emit('message', { data, ports: [] });
    else this.#waiting.push(data);
  }

  start(): void {
    this.isStarted = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] });
  }

  close(): void {
    this.emit('close');
    this.other?.emit('close');
  }
}

export class MessageChannelMain {
  readonly port1 = new FakePort();
  readonly port2 = new FakePort();

  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}

export const protocol = {
  schemes: [] as Electron.CustomScheme[],
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    this.schemes.push(...schemes);
  },
} satisfies Pick<typeof Electron.protocol, 'registerSchemesAsPrivileged'> & { schemes: Electron.CustomScheme[] };

/** Windows that were opened, in order. */
export const windows: BrowserWindow[] = [];

export class BrowserWindow extends EventEmitter {
  readonly options: Electron.BrowserWindowConstructorOptions;
  url: string | undefined;
  isShown = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    windows.push(this);
  }

  async loadURL(url: string): Promise<void> {
    this.url = url;
    this.emit('ready-to-show');
  }

  show(): void {
    this.isShown = true;
  }
}

/** A page as `event.sender` shows it: its main frame, and what was sent to it. */
export class FakeContents extends EventEmitter {
  readonly mainFrame: { readonly url: string };
  readonly sent: { readonly channel: string; readonly message: unknown; readonly ports: readonly FakePort[] }[] = [];
  openHandler: (() => unknown) | undefined;
  #isDestroyed = false;

  constructor(url: string) {
    super();
    this.mainFrame = { url };
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  send(channel: string, message: unknown): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    this.sent.push({ channel, message: structuredClone(message), ports: [] });
  }

  postMessage(channel: string, message: unknown, ports: FakePort[] = []): void {
    this.sent.push({ channel, message: structuredClone(message), ports });
  }

  setWindowOpenHandler(handler: () => unknown): void {
    this.openHandler = handler;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.emit('destroyed');
  }
}

/** The power events that a test emits. */
export const powerMonitor = new EventEmitter();
