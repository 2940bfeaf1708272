import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

/** What every page of the phone may do; `ws:` is not needed, a page's own socket is `'self'`. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wav': 'audio/wav',
  '.json': 'application/json',
};

/** Serves a file of the built renderer in `root`; `/` is its page. What is not there is 404. */
export async function servePage(root: string, path: string, response: ServerResponse): Promise<void> {
  const file = fileOf(root, path);
  const body = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || body === undefined) return sayPage(response, 404, 'There is nothing here.');
  const type = mediaTypes[extname(file)] ?? 'application/octet-stream';
  const caching = type.startsWith('text/html') ? 'no-store' : 'private, max-age=0, must-revalidate';
  response.writeHead(200, { ...pageHeaders, 'content-type': type, 'cache-control': caching }).end(body);
}

/** A plain page with one sentence. */
export function sayPage(response: ServerResponse, status: number, sentence: string): void {
  response
    .writeHead(status, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Byway</title><p>${sentence}</p></html>`);
}

/** The file for a path; undefined for one that leads out of `root`. */
function fileOf(root: string, path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const file = normalize(join(root, decoded === '/' ? 'index.html' : decoded));
  return file.startsWith(normalize(root) + sep) && !decoded.includes('\0') ? file : undefined;
}
