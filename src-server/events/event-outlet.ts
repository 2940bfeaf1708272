import { EventArrayEncoder } from '../../src-protocol/event-array.ts';
import { StreamReset } from '../stream-reset.ts';
import type { Clock } from '../world.ts';

const heartbeatMs = 10_000;
/** A reader that leaves more than this unread has gone; its stream is ended. */
const maxUnreadBytes = 1024 * 1024;

/** One open reverse stream: a response whose body is an endless array of events (PROTOCOL 5). */
export interface EventOutlet {
  readonly response: Response;
  send(event: object): void;
  /** Writes `]` and ends the stream. Closing twice is harmless. */
  close(): void;
  /** Breaks the stream off: its reader is to open it again. */
  cut(): void;
}

/** Opens a stream. `onClosed` is called once, when the reader went away or `close` was called. */
export function openEventOutlet(options: { clock: Clock; onClosed: () => void }): EventOutlet {
  const encoder = new EventArrayEncoder();
  let isOpen = true;
  let stopHeartbeat = (): void => undefined;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  const finish = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stopHeartbeat();
    options.onClosed();
  };
  const write = (bytes: Uint8Array): void => {
    if (!isOpen || controller === undefined) return;
    controller.enqueue(bytes);
    if ((controller.desiredSize ?? 0) > -maxUnreadBytes) return;
    breakOff('the reader does not read');
  };
  const breakOff = (reason: string): void => {
    if (isOpen) controller?.error(new StreamReset(reason));
    finish();
  };
  const beat = (): void => {
    stopHeartbeat = options.clock.after(heartbeatMs, () => {
      write(encoder.heartbeat());
      if (isOpen) beat();
    });
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
        started.enqueue(encoder.start());
      },
      cancel: finish,
    },
    { highWaterMark: 0, size: (bytes) => bytes.length },
  );
  beat();
  return {
    response: new Response(body, { headers: eventStreamHeaders }),
    send: (event) => write(encoder.next(event)),
    close() {
      if (!isOpen) return;
      write(encoder.end());
      controller?.close();
      finish();
    },
    cut: () => breakOff('this process keeps the calls no more'),
  };
}

const eventStreamHeaders = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};
