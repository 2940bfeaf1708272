import { net, type ClientRequest, type IncomingMessage, type Session } from 'electron';
import { PhoneError, type PhoneErrorCode } from '../../src-bridge/phone-error.ts';
import type { Exchange } from '../session/ports.ts';

/** Chromium's names for failures that the person can do something about. */
const byName: Readonly<Record<string, PhoneErrorCode>> = {
  ERR_NAME_NOT_RESOLVED: 'unknown-authority',
  ERR_CONNECTION_REFUSED: 'unknown-authority',
  ERR_SSL_PROTOCOL_ERROR: 'not-ripp',
};

/**
 * The wire over Chromium's network stack, which speaks HTTP/3 and HTTP/2. A body streams as it comes. Uploads are half
 * duplex here: the response to a request resolves when its body has ended, so nobody waits for that of an endless one.
 */
export function createNetExchange(session: Session): Exchange {
  return async (request) => {
    request.signal.throwIfAborted();
    const wire = net.request({
      url: request.url,
      method: request.method,
      session,
      headers: Object.fromEntries(request.headers),
      redirect: 'error',
      cache: 'no-store',
      priority: 'highest',
    });
    const abort = (): void => wire.abort();
    request.signal.addEventListener('abort', abort);
    wire.once('close', () => request.signal.removeEventListener('abort', abort));
    const response = responseOf(wire);
    upload(wire, request).catch(abort);
    return toResponse(wire, await response);
  };
}

function responseOf(wire: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    wire.on('response', resolve);
    wire.on('error', (error) => reject(explain(error)));
    wire.on('abort', () => reject(new PhoneError('offline', { cause: new Error('aborted') })));
  });
}

function explain(error: Error): PhoneError {
  const name = /net::(ERR_\w+)/u.exec(error.message)?.[1] ?? '';
  const code = byName[name] ?? (name.startsWith('ERR_CERT_') ? 'bad-certificate' : 'offline');
  return new PhoneError(code, { cause: error });
}

/** The first write starts a chunked request, so an empty body is none at all. */
async function upload(wire: ClientRequest, request: Request): Promise<void> {
  if (request.body !== null) {
    wire.chunkedEncoding = true;
    for await (const part of request.body as unknown as AsyncIterable<Uint8Array>) {
      if (part.length > 0) await write(wire, part);
    }
  }
  wire.end();
}

function write(wire: ClientRequest, part: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    wire.write(Buffer.from(part), undefined, () => resolve());
  });
}

const statusesWithoutBody = new Set([204, 205, 304]);

function toResponse(wire: ClientRequest, message: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const one of [value].flat()) headers.append(name, one);
  }
  const status = message.statusCode;
  if (statusesWithoutBody.has(status)) return new Response(null, { status, headers });
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      message.on('data', (part) => controller.enqueue(Uint8Array.from(part)));
      message.on('end', () => controller.close());
      message.on('error', (error: Error) => controller.error(explain(error)));
      message.on('aborted', () => controller.error(new PhoneError('offline', { cause: new Error('aborted') })));
    },
    cancel: () => wire.abort(),
  });
  return new Response(body, { status, headers });
}
