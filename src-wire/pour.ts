import type { Duplex } from 'node:stream';

/** What is written at once: some streams never take a write that is larger than what they queue. */
const writeBytes = 64 * 1024;

/**
 * Writes a body to a stream as it comes and as the wire takes it. A stream that is gone cancels it. Rejects when the body
 * fails; the stream is not ended.
 */
export async function pour(body: ReadableStream<Uint8Array>, stream: Duplex): Promise<void> {
  const reader = body.getReader();
  stream.once('close', () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const part = await reader.read();
    if (part.done) return;
    for (let at = 0; at < part.value.length; at += writeBytes) {
      if (!stream.write(part.value.subarray(at, at + writeBytes))) await drained(stream);
    }
  }
}

function drained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    if (stream.destroyed) resolve();
    else stream.once('drain', done).once('close', done);
  });
}
