import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { Log } from '../session/ports.ts';
import { Admission } from './admission.ts';
import { sayPage, servePage } from './pages.ts';
import { serveWindow } from './window-socket.ts';

const maxFrameBytes = 64 * 1024;
const askAgain = 'Byway does not know this window. Start Byway again, or open the address that it printed last.';

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
  server.on('upgrade', (request, socket, head) => {
    const isAdmitted = admission.hasOwnHost(request) && admission.hasOwnOrigin(request) && admission.hasCookie(request);
    if (!isAdmitted || pathOf(request) !== '/bridge') return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (window) => serveWindow(window, phone, log));
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
      const closed = once(server, 'close');
      for (const window of sockets.clients) window.terminate();
      server.close();
      server.closeAllConnections();
      await closed;
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
  const cookie = admission.redeem(path);
  if (cookie !== undefined) {
    return void response.writeHead(303, { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
  }
  if (!admission.hasCookie(request)) return sayPage(response, 403, askAgain);
  if (path.startsWith('/open/')) return void response.writeHead(303, { location: '/' }).end();
  return servePage(root, path, response);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}
