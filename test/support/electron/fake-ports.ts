import { EventEmitter } from 'node:events';
import type Electron from 'electron';

type InvokeHandler = Parameters<Electron.IpcMain['handle']>[1];

export class FakeIpcMain extends EventEmitter implements Pick<Electron.IpcMain, 'handle' | 'removeHandler'> {
  readonly handlers = new Map<string, InvokeHandler>();

  handle(channel: string, handler: InvokeHandler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}

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
