import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';

const mimeTypes: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** The same headers as on the page of the phone, so that what they forbid fails here too. */
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** A page around the sound desk, built as the renderer is and served on loopback. */
export interface DeskHost {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startDeskHost(): Promise<DeskHost> {
  const directory = await mkdtemp(join(tmpdir(), 'byway-desk-'));
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'page'),
    base: './',
    logLevel: 'error',
    build: { outDir: directory, emptyOutDir: true, target: 'chrome140', assetsInlineLimit: 0 },
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://desk').pathname;
    const file = path === '/' ? 'index.html' : path.slice(1);
    const answer = async (): Promise<void> => {
      const bytes = await readFile(join(directory, file)).catch(() => undefined);
      response.writeHead(bytes === undefined ? 404 : 200, {
        ...headers,
        'Content-Type': mimeTypes[extname(file)] ?? 'application/octet-stream',
      });
      response.end(bytes);
    };
    void answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
