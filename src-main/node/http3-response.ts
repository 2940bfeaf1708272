import { explainConnectionError } from './connection-error.ts';
import { http3Codes } from './http3-codes.ts';
import type { Http3Headers, Http3Stream } from './http3-library.ts';

/** Bytes of a body that are kept for a slow reader before the stream is held up. */
const readAheadBytes = 64 * 1024;
const statusesWithoutBody = new Set([204, 205, 304]);

/**
 * The response that `received` (with `:status`) begins; its body streams. Reading it rejects with a `PhoneError` when
 * the stream breaks off, or with the reason of `signal`; cancelling it resets the stream. Throws what `Response` throws
 * of a status that is none.
 */
export function toHttp3Response(stream: Http3Stream, received: Http3Headers, signal: AbortSignal): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    if (!name.startsWith(':')) for (const one of [value].flat()) headers.append(name, one);
  }
  const status = Number(received[':status']);
  if (!statusesWithoutBody.has(status)) return new Response(bodyOf(stream, signal), { status, headers });
  stream.resume();
  return new Response(null, { status, headers });
}

function bodyOf(stream: Http3Stream, signal: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = false;
  const finish = (how: () => void): void => {
    if (!isOver) how();
    isOver = true;
  };
  return new ReadableStream(
    {
      start(controller) {
        const fail = (error: Error): void =>
          finish(() => controller.error(signal.aborted ? signal.reason : explainConnectionError(error)));
        stream.on('data', (part: Buffer<ArrayBuffer>) => {
          if (isOver) return;
          controller.enqueue(part);
          if ((controller.desiredSize ?? 0) <= 0) stream.pause();
        });
        stream.once('end', () => finish(() => controller.close()));
        stream.once('error', fail);
        stream.once('close', () => fail(new Error('the body broke off')));
      },
      pull: () => void stream.resume(),
      cancel: () => finish(() => stream.close(http3Codes.cancelled)),
    },
    { highWaterMark: readAheadBytes, size: (part) => part.byteLength },
  );
}
