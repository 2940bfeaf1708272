import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { ProblemError, problemResponse } from './problem-error.ts';
import { StreamReset } from './stream-reset.ts';

/** Bytes of an upload that are read ahead of the one who takes them. */
const readAheadBytes = 64 * 1024;

/**
 * Answers one HTTP/2 stream with `fetch`. The request's signal aborts when the stream ends before it was answered. A
 * response that comes while the upload still runs resets the stream with `NO_ERROR` after it, so that a half-duplex
 * client sees it (PROTOCOL 5). Never rejects for what the peer does.
 */
export async function serveStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  fetch: (request: Request) => Promise<Response>,
): Promise<void> {
  try {
    await send(stream, await fetch(toRequest(stream, headers)));
  } catch (error) {
    if (error instanceof StreamReset) stream.close(constants.NGHTTP2_CANCEL);
    else if (stream.headersSent || stream.destroyed) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else await send(stream, problemResponse(error));
  }
}

function toRequest(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Request {
  const method = headers[':method'] ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  if (!hasBody) stream.resume();
  try {
    return new Request(`https://${headers[':authority'] ?? headers.host ?? 'localhost'}${headers[':path'] ?? '/'}`, {
      method,
      headers: plainHeaders(headers),
      signal: whenGone(stream),
      ...(hasBody ? { body: uploadOf(stream), duplex: 'half' } : {}),
    });
  } catch (cause) {
    throw new ProblemError(400, 'The request cannot be read.', { member: '', cause });
  }
}

function plainHeaders(headers: IncomingHttpHeaders): [string, string][] {
  const plain: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(':')) continue;
    for (const one of [value].flat()) plain.push([name, one ?? '']);
  }
  return plain;
}

/** Aborts when the stream ends before its response has begun. */
function whenGone(stream: ServerHttp2Stream): AbortSignal {
  const gone = new AbortController();
  stream.once('close', () => {
    if (!stream.headersSent) gone.abort(new StreamReset('the peer went away'));
  });
  return gone.signal;
}

/** The body of a request. Who cancels it is sent nothing more; the stream itself lives on for the response. */
function uploadOf(stream: ServerHttp2Stream): ReadableStream<Uint8Array> {
  let isWanted = true;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stream.on('data', (part: Buffer) => {
          if (!isWanted) return;
          controller.enqueue(part);
          if ((controller.desiredSize ?? 0) <= 0) stream.pause();
        });
        stream.once('end', () => {
          if (isWanted) controller.close();
          isWanted = false;
        });
        stream.once('close', () => {
          if (isWanted) controller.error(new StreamReset('the upload broke off'));
          isWanted = false;
        });
      },
      pull() {
        stream.resume();
      },
      cancel() {
        isWanted = false;
        stream.resume();
      },
    },
    { highWaterMark: readAheadBytes, size: (part) => part.length },
  );
}

async function send(stream: ServerHttp2Stream, response: Response): Promise<void> {
  const { body } = response;
  if (stream.destroyed) return void (await body?.cancel());
  stream.respond({ ':status': response.status, ...Object.fromEntries(response.headers) }, { endStream: body === null });
  if (body !== null) await pump(body, stream);
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}

/** Writes a body as it comes; a reader that went away cancels it. */
async function pump(body: ReadableStream<Uint8Array>, stream: ServerHttp2Stream): Promise<void> {
  const reader = body.getReader();
  stream.once('close', () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const part = await reader.read();
    if (part.done) break;
    if (!stream.write(part.value)) await drained(stream);
  }
  if (!stream.destroyed) await new Promise<void>((resolve) => stream.end(resolve));
}

function drained(stream: ServerHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off('drain', go).off('close', go);
      resolve();
    };
    if (stream.destroyed) resolve();
    else stream.once('drain', go).once('close', go);
  });
}
