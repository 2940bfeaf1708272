import type { Duplex } from 'node:stream';
import type { Explain } from './wire-error.ts';

/** Bytes of a body that are kept for a slow reader before the wire is held up. */
const readAheadBytes = 64 * 1024;
const statusesWithoutBody = new Set([204, 205, 304]);

/** Header fields as a version of HTTP gives them, with the pseudo-headers; one that came several times is a list. */
export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | number | undefined>>;

/** The stream that a response comes on, and what its version of HTTP makes of its end. */
export interface ResponseStream {
  readonly duplex: Duplex;
  /** Whether an end that was seen is the proper one. */
  readonly isWhole: () => boolean;
  readonly cancel: () => void;
  readonly signal: AbortSignal;
  readonly explain: Explain;
}

/**
 * The response that `received` (with `:status`) begins; its body streams. Reading it rejects with what `explain`
 * makes of a stream that broke off, or with the reason of `signal`; cancelling it resets the stream. Throws what
 * `Response` throws of a status that is none.
 */
export function toResponse(stream: ResponseStream, received: ReceivedHeaders): Response {
  const status = Number(received[':status']);
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) {
    if (!name.startsWith(':')) for (const one of [value].flat()) headers.append(name, String(one));
  }
  if (!statusesWithoutBody.has(status)) return new Response(bodyOf(stream), { status, headers });
  stream.duplex.resume();
  return new Response(null, { status, headers });
}

function bodyOf({ duplex, isWhole, cancel, signal, explain }: ResponseStream): ReadableStream<Uint8Array<ArrayBuffer>> {
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
        duplex.on('data', (part: Buffer<ArrayBuffer>) => {
          if (isOver) return;
          controller.enqueue(part);
          if ((controller.desiredSize ?? 0) <= 0) duplex.pause();
        });
        duplex.once('end', () => {
          if (isWhole()) finish(() => controller.close());
        });
        duplex.once('error', fail);
        duplex.once('close', () => fail(new Error('the body broke off')));
      },
      pull: () => void duplex.resume(),
      cancel: () => finish(cancel),
    },
    { highWaterMark: readAheadBytes, size: (part) => part.byteLength },
  );
}
