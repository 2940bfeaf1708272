import type { IncomingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import { pour } from '../src-wire/pour.ts';
import { ProblemError, problemResponse } from './problem-error.ts';
import { StreamReset } from './stream-reset.ts';

/** Bytes of an upload that are read ahead of the one who takes them. */
const readAheadBytes = 64 * 1024;

/** The stream of one request, in whatever version of HTTP it came. */
export interface ServedStream {
  /** The body of the request comes out, that of the response goes in. */
  readonly duplex: Duplex;
  /** Names in lower case; those that begin with `:` are of the version. */
  readonly headers: IncomingHttpHeaders;
  readonly hasResponded: boolean;
  /** Begins the response; `endStream` is true for one without a body. */
  respond(status: number, headers: Readonly<Record<string, string>>, options: { endStream: boolean }): void;
  reset(reason: 'cancelled' | 'failed'): void;
  /** Tells the peer, after a whole response, that the rest of its upload is not wanted. */
  refuseRest(): void;
}

/**
 * Answers one stream with `fetch`. The request's signal aborts when the stream ends before it was answered. A response
 * that comes while the upload still runs resets the stream without an error after it, so that a half-duplex client sees
 * it (PROTOCOL 5). Never rejects for what the peer does.
 */
export async function serve(stream: ServedStream, fetch: (request: Request) => Promise<Response>): Promise<void> {
  try {
    await send(stream, await fetch(toRequest(stream)));
  } catch (error) {
    if (error instanceof StreamReset) stream.reset('cancelled');
    else if (stream.hasResponded || stream.duplex.destroyed) stream.reset('failed');
    else await send(stream, problemResponse(error));
  }
}

function toRequest(stream: ServedStream): Request {
  const { headers, duplex } = stream;
  const method = headers[':method'] ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  if (!hasBody) duplex.resume();
  try {
    return new Request(`https://${headers[':authority'] ?? headers.host ?? 'localhost'}${headers[':path'] ?? '/'}`, {
      method,
      headers: plainHeaders(headers),
      signal: whenGone(stream),
      ...(hasBody ? { body: uploadOf(duplex), duplex: 'half' } : {}),
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
function whenGone(stream: ServedStream): AbortSignal {
  const gone = new AbortController();
  stream.duplex.once('close', () => {
    if (!stream.hasResponded) gone.abort(new StreamReset('the peer went away'));
  });
  return gone.signal;
}

/** The body of a request. Who cancels it is sent nothing more; the stream itself lives on for the response. */
function uploadOf(stream: Duplex): ReadableStream<Uint8Array> {
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

async function send(stream: ServedStream, response: Response): Promise<void> {
  const { duplex } = stream;
  const { body, status, headers } = response;
  if (duplex.destroyed) return void (await body?.cancel());
  stream.respond(status, Object.fromEntries(headers), { endStream: body === null });
  if (body !== null) await pump(body, duplex);
  if (!duplex.readableEnded) stream.refuseRest();
}

async function pump(body: ReadableStream<Uint8Array>, stream: Duplex): Promise<void> {
  await pour(body, stream);
  if (!stream.destroyed) await new Promise<void>((resolve) => stream.end(resolve));
}
