import { constants, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import type { Explain } from './http2-wire.ts';

/** Bytes of a body that are kept for a slow reader before the wire is held up. */
const readAheadBytes = 64 * 1024;
const statusesWithoutBody = new Set([204, 205, 304]);

/**
 * The response that `received` (with `:status`) begins; its body streams. Reading it rejects with what `explain`
 * makes of a stream that broke off, or with the reason of `signal`; cancelling it resets the stream. Throws what `Response` throws
 * of a status that is none.
 */
export function toResponse(
  stream: ClientHttp2Stream,
  received: IncomingHttpHeaders,
  failing: { signal: AbortSignal; explain: Explain },
): Response {
  const status = Number(received[':status']);
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    if (!name.startsWith(':')) for (const one of [value].flat()) headers.append(name, String(one));
  }
  if (!statusesWithoutBody.has(status)) return new Response(bodyOf(stream, failing), { status, headers });
  stream.resume();
  return new Response(null, { status, headers });
}

function bodyOf(
  stream: ClientHttp2Stream,
  { signal, explain }: { signal: AbortSignal; explain: Explain },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = false;
  const finish = (how: () => void): void => {
    if (!isOver) how();
    isOver = true;
  };
  return new ReadableStream(
    {
      start(controller) {
        const fail = (error: Error): void =>
          finish(() => controller.error(signal.aborted ? signal.reason : explain(error)));
        stream.on('data', (part: Buffer<ArrayBuffer>) => {
          if (isOver) return;
          controller.enqueue(part);
          if ((controller.desiredSize ?? 0) <= 0) stream.pause();
        });
        stream.once('end', () => {
          if (isWhole(stream)) finish(() => controller.close());
        });
        stream.once('error', fail);
        stream.once('close', () => fail(new Error(`the body broke off with code ${stream.rstCode}`)));
      },
      pull: () => void stream.resume(),
      cancel: () => finish(() => stream.close(constants.NGHTTP2_CANCEL)),
    },
    { highWaterMark: readAheadBytes, size: (part) => part.byteLength },
  );
}

/** A connection that is lost ends the bytes of a stream as its proper end does. */
function isWhole(stream: ClientHttp2Stream): boolean {
  return !stream.closed || stream.rstCode === constants.NGHTTP2_NO_ERROR;
}
