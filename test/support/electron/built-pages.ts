import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servePage } from '../../../src-main/bridge/pages.ts';
import { buildPreload } from '../built-preload.ts';
import { buildRenderer } from '../built-renderer.ts';

/** What is built of the phone for its windows, served with the headers of every page. */
export interface BuiltPages {
  readonly origin: string;
  /** The text of the built preload. */
  readonly preload: string;
  stop(): Promise<void>;
}

/** Builds the renderer and the preload as they ship, and serves them on loopback, since Chromium does not know `app://`. */
export async function serveBuiltPages(): Promise<BuiltPages> {
  const renderer = await buildRenderer();
  const preload = await buildPreload();
  const server = createServer(({ url = '/' }, response) => {
    void servePage(renderer.directory, new URL(url, 'http://localhost').pathname, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    preload,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await renderer.remove();
    },
  };
}
