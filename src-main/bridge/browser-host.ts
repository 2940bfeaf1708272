import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { Log } from '../session/ports.ts';
import { Admission } from './admission.ts';
import { sayPage, servePage } from './pages.ts';
import { serveWindow } from './window-socket.ts';

const maxFrameBytes = 64 * 1024;
const unknownWindow = 'Byway does not know this window. Go to the one that it opened, or start Byway again.';
const usedAddress =
  'This address has been used, and opens Byway once only. Go to the window that it opened, or start Byway again.';

export interface BrowserHost {
  /** Where the phone opens, once: the address carries a secret that its first visitor uses up. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the built renderer in `root` and the bridge to `phone` on 127.0.0.1. Everything is refused that lacks the
 * cookie, or has a foreign Host or Origin. Rejects when the port cannot be had.
 */
export async function startBrowserHost(options: {
  phone: Phone;
  root: string;
  port: number;
  log: Log;
}): Promise<BrowserHost> {
  const { phone, root, log } = options;
  const admission = new Admission();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false });
  const server = createServer((request, response) => {
    answer(request, response, admission, root).catch((error: unknown) => {
      log.error('page failed', { cause: error });
      if (!response.headersSent) sayPage(response, 500, 'Byway could not show this page. Load it again.');
    });
  });
  const shared = { phone, log, holders: new Map<string, () => void>() };
  server.on('upgrade', (request, socket, head) => {
    const isAdmitted = admission.hasOwnHost(request) && admission.hasOwnOrigin(request) && admission.hasCookie(request);
    if (!isAdmitted || pathOf(request) !== '/bridge') return refuse(socket);
    sockets.handleUpgrade(request, socket, head, (window) => serveWindow(window, shared));
  });
  const failed = once(server, 'error').then(([error]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  server.listen(options.port, '127.0.0.1');
  await Promise.race([once(server, 'listening'), failed]);
  const { port } = server.address() as AddressInfo;
  admission.port = port;
  return {
    url: `http://127.0.0.1:${port}${admission.openPath}`,
    async stop() {
      const closed = [once(server, 'close'), ...[...sockets.clients].map((window) => once(window, 'close'))];
      for (const window of sockets.clients) window.terminate();
      server.close();
      server.closeAllConnections();
      await Promise.all(closed);
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  admission: Admission,
  root: string,
): Promise<void> {
  if (!admission.hasOwnHost(request)) return sayPage(response, 403, 'This is not the name of this phone.');
  if (request.headers.origin !== undefined && !admission.hasOwnOrigin(request)) {
    return sayPage(response, 403, 'Another page may not use this phone.');
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return sayPage(response, 405, 'There is nothing to send here.');
  const path = pathOf(request);
  const cookie = request.method === 'GET' ? admission.redeem(path) : undefined;
  if (cookie !== undefined) {
    return void response.writeHead(303, { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
  }
  const isAdmitted = admission.hasCookie(request);
  if (path.startsWith('/open/')) {
    if (!isAdmitted) return sayPage(response, 403, usedAddress);
    return void response.writeHead(303, { location: '/', 'cache-control': 'no-store' }).end();
  }
  if (!isAdmitted) return sayPage(response, 403, unknownWindow);
  return servePage(root, path, response);
}

/** Answers an upgrade that is not to be; nobody else listens to such a socket any more. */
function refuse(socket: Duplex): void {
  socket.on('error', () => undefined);
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => socket.destroy());
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}
