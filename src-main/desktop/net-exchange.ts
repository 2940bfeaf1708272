import { net, type ClientRequest, type IncomingMessage, type Session } from 'electron';
import { PhoneError, type PhoneErrorCode } from '../../src-bridge/phone-error.ts';
import { addressOf } from '../../src-wire/address.ts';
import { systemAfter } from '../../src-wire/after.ts';
import { isReachable } from '../../src-wire/probe.ts';
import type { Exchange, Wire } from '../session/ports.ts';

/** Chromium's names for failures that the person can do something about. */
const byName: Readonly<Record<string, PhoneErrorCode>> = {
  ERR_NAME_NOT_RESOLVED: 'unknown-authority',
  ERR_CONNECTION_REFUSED: 'unknown-authority',
  ERR_SSL_PROTOCOL_ERROR: 'not-ripp',
  ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN: 'other-key',
};

/** The wire over Chromium's network stack. Chromium can only close its connections all at once: every stream ends. */
export function createNetWire(session: Session): Wire {
  return {
    exchange: createNetExchange(session),
    renew: () => void session.closeAllConnections(),
    isReachable: (origin) => isReachable(addressOf(origin), systemAfter),
  };
}

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
      redirect: 'manual',
      cache: 'no-store',
      priority: 'highest',
    });
    request.signal.addEventListener('abort', () => wire.abort());
    const response = responseTo(wire, request);
    if (request.body === null) wire.end();
    else upload(wire, request.body).catch(() => wire.abort());
    return await response;
  };
}

/** `close` of a request says that its upload is done: the end of the response shows elsewhere. */
function responseTo(wire: ClientRequest, request: Request): Promise<Response> {
  return new Promise((resolve, reject) => {
    wire.on('error', (error) => reject(explain(error)));
    wire.on('abort', () => reject(reasonOf(request)));
    wire.on('redirect', (status) => reject(new PhoneError('bad-response', { detail: `status ${status}` })));
    wire.on('response', (message) => {
      try {
        resolve(toResponse(wire, message, request));
      } catch (cause) {
        reject(new PhoneError('bad-response', { cause }));
        wire.abort();
      }
    });
  });
}

/** Why a request was given up: as its signal says, or because its body failed. */
function reasonOf({ signal }: Request): Error {
  return signal.aborted ? (signal.reason as Error) : new PhoneError('offline', { cause: new Error('aborted') });
}

function explain(error: Error): PhoneError {
  const name = /net::(ERR_\w+)/u.exec(error.message)?.[1] ?? '';
  const code = byName[name] ?? (name.startsWith('ERR_CERT_') ? 'bad-certificate' : 'offline');
  return new PhoneError(code, { cause: error });
}

/**
 * Sends a body as it comes and as Chromium takes it. A response before its end refuses it: the rest is cancelled, for
 * what is written after that ends the process.
 */
async function upload(wire: ClientRequest, body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  let isOver = false as boolean;
  const stop = (): void => {
    isOver = true;
    reader.cancel().catch(() => undefined);
  };
  wire.once('response', stop);
  wire.once('close', stop);
  let hasBegun = false;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (part.value.length === 0) continue;
    // The first write begins the request, and a chunked one that ends without a write throws where nobody catches it.
    if (!hasBegun) wire.chunkedEncoding = true;
    hasBegun = true;
    await write(wire, part.value);
  }
  if (!isOver) wire.end();
}

/** A request that is gone never calls back. */
function write(wire: ClientRequest, part: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    wire.once('close', resolve);
    wire.write(Buffer.from(part), undefined, () => {
      wire.off('close', resolve);
      resolve();
    });
  });
}

const statusesWithoutBody = new Set([204, 205, 304]);

function toResponse(wire: ClientRequest, message: IncomingMessage, request: Request): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const one of [value].flat()) headers.append(name, one);
  }
  const status = message.statusCode;
  if (!statusesWithoutBody.has(status)) return new Response(bodyOf(wire, message, request), { status, headers });
  message.on('data', () => undefined);
  message.on('error', () => undefined);
  return new Response(null, { status, headers });
}

function bodyOf(
  wire: ClientRequest,
  message: IncomingMessage,
  request: Request,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = false;
  const finish = (how: () => void): void => {
    if (!isOver) how();
    isOver = true;
  };
  return new ReadableStream({
    start(controller) {
      message.on('data', (part) => {
        if (!isOver) controller.enqueue(Uint8Array.from(part));
      });
      message.on('end', () => finish(() => controller.close()));
      message.on('error', (error: Error) => finish(() => controller.error(explain(error))));
      wire.on('abort', () => finish(() => controller.error(reasonOf(request))));
    },
    cancel: () => finish(() => wire.abort()),
  });
}
