import type { BrowserContext, Page } from 'playwright-core';
import type { BuiltPages } from './built-pages.ts';
import type { SentMessage } from './fake-contents.ts';
import type { FakeElectron } from './fake-electron.ts';
import type { FakePort } from './fake-ports.ts';
import type { FakeWindow } from './fake-window.ts';

/**
 * Shows what a window of the fake has loaded in a page of Chromium, with the preload in front and Electron's IPC between:
 * values are copied, a port arrives with its message. Resolves when the page is loaded.
 */
export async function showInChromium(
  electron: FakeElectron,
  window: FakeWindow,
  context: BrowserContext,
  built: BuiltPages,
): Promise<Page> {
  const page = await context.newPage();
  const { width, height } = window.bounds;
  await page.setViewportSize({ width, height });
  const ports: FakePort[] = [];
  const event = () => ({ sender: window.webContents, senderFrame: window.webContents.mainFrame });
  await page.exposeFunction('ipcToMain', (kind: 'invoke' | 'send' | 'port', channel: string, args: unknown[]) => {
    if (kind === 'invoke') return electron.ipcMain.handlers.get(channel)?.(event() as never, ...args) as unknown;
    if (kind === 'send') electron.ipcMain.emit(channel, event(), ...args);
    else ports[Number(channel)]?.postMessage(Uint8Array.from(args[0] as number[]));
    return undefined;
  });
  const deliver = ({ channel, message, ports: [port] }: SentMessage): void => {
    const portId = port === undefined ? undefined : ports.push(port) - 1;
    port?.on('message', ({ data }: { data: Uint8Array }) => tell(page, 'fromPort', [portId, [...data]]));
    port?.start();
    tell(page, 'fromMain', [channel, message, portId]);
  };
  window.webContents.on('sent', deliver);
  page.on('close', () => window.webContents.off('sent', deliver));
  await page.addInitScript(`(${playElectron.toString()})((require, module, exports) => {${built.preload}\n})`);
  await page.goto(`${built.origin}/index.html${new URL(window.url ?? '').hash}`);
  return page;
}

/** A page that is gone hears nothing more. */
function tell(page: Page, name: 'fromMain' | 'fromPort', args: unknown[]): void {
  page
    .evaluate(([to, given]) => (globalThis as unknown as Record<string, (...all: unknown[]) => void>)[to]?.(...given), [
      name,
      args,
    ] as const)
    .catch(() => undefined);
}

/** Runs in the page before its scripts: the part of Electron that a sandboxed preload has. */
function playElectron(preload: (require: (name: string) => unknown, module: object, exports: object) => void): void {
  interface InPagePort {
    onmessage: (event: { readonly data: Uint8Array }) => void;
    postMessage(data: Uint8Array): void;
  }
  interface Played {
    ipcToMain(kind: string, channel: string, args: unknown[]): Promise<unknown>;
    [name: string]: unknown;
  }
  const world = globalThis as unknown as Played;
  const listeners = new Map<string, Set<(...args: unknown[]) => void>>();
  const ports = new Map<number, InPagePort>();
  const on = (channel: string, listener: (...args: unknown[]) => void): void => {
    listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
  };
  const electron = {
    ipcRenderer: {
      invoke: (channel: string, ...args: unknown[]) => world.ipcToMain('invoke', channel, args),
      send: (channel: string, ...args: unknown[]) => void world.ipcToMain('send', channel, args),
      on,
      off: (channel: string, listener: (...args: unknown[]) => void) => listeners.get(channel)?.delete(listener),
    },
    contextBridge: { exposeInMainWorld: (name: string, api: unknown) => (world[name] = api) },
  };
  world['fromMain'] = (channel: string, message: unknown, portId: number | undefined) => {
    const given: InPagePort[] = [];
    if (portId !== undefined) {
      const { port1, port2 } = new MessageChannel() as unknown as Record<'port1' | 'port2', InPagePort>;
      port1.onmessage = ({ data }) => void world.ipcToMain('port', String(portId), [[...data]]);
      ports.set(portId, port1);
      given.push(port2);
    }
    for (const listener of listeners.get(channel) ?? []) listener({ ports: given }, message);
  };
  world['fromPort'] = (portId: number, bytes: number[]) => ports.get(portId)?.postMessage(Uint8Array.from(bytes));
  preload((name) => (name === 'electron' ? electron : undefined), { exports: {} }, {});
}
