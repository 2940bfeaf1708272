import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Exchange, Wire } from '../../src-main/session/ports.ts';

/** A wire in memory that behaves as a socket does: an aborted request resets its stream, on both sides. */
export interface MemoryWire extends Wire {
  /** Requests that have no response yet, and responses whose body has not ended. */
  readonly open: number;
  /** Every request so far, as method and path. */
  readonly requests: readonly string[];
  /** Begins the list of requests anew. */
  forgetRequests(): void;
  /** While false every request fails as without a network, and those under way are reset. */
  setOnline(isOnline: boolean): void;
}

/** What the connections under a wire do; in memory nothing is dead and does not know it. */
type Connections = Pick<Wire, 'renew' | 'isReachable'>;
const inMemory: Connections = { renew: () => undefined, isReachable: () => Promise.resolve(true) };

/** The wire to `serve`, which may itself have `connections`. */
export function createMemoryWire(serve: Exchange, connections = inMemory): MemoryWire {
  const underWay = new Set<() => void>();
  const requests: string[] = [];
  let isOnline = true;
  return {
    requests,
    forgetRequests: () => void (requests.length = 0),
    get open() {
      return underWay.size;
    },
    renew: () => connections.renew(),
    isReachable: async (origin) => isOnline && connections.isReachable(origin),
    setOnline(online) {
      isOnline = online;
      if (!online) for (const reset of [...underWay]) reset();
    },
    async exchange(request) {
      requests.push(`${request.method} ${new URL(request.url).pathname}`);
      if (!isOnline) throw new PhoneError('offline');
      const stream = new AbortController();
      const reset = (): void => stream.abort(request.signal.reason ?? new PhoneError('offline'));
      const forget = (): void => {
        underWay.delete(reset);
        request.signal.removeEventListener('abort', reset);
      };
      underWay.add(reset);
      request.signal.addEventListener('abort', reset);
      if (request.signal.aborted) reset();
      const lost = new Promise<never>((_, reject) =>
        stream.signal.addEventListener('abort', () => {
          forget();
          reject(stream.signal.reason as Error);
        }),
      );
      lost.catch(() => undefined);
      try {
        stream.signal.throwIfAborted();
        const response = await Promise.race([serve(new Request(request, { signal: stream.signal })), lost]);
        return withEnd(response, stream.signal, forget);
      } catch (error) {
        forget();
        throw error;
      }
    },
  };
}

/** `response`, whose body errors when `signal` aborts; `onEnd` is called when the body has come to an end. */
function withEnd(response: Response, signal: AbortSignal, onEnd: () => void): Response {
  const { body, status, headers } = response;
  if (body === null) {
    onEnd();
    return response;
  }
  const reader = body.getReader();
  const lost = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reader.cancel().catch(() => undefined);
      reject(signal.reason as Error);
    });
  });
  lost.catch(() => undefined);
  const passed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const part = await Promise.race([reader.read(), lost]).catch((error: unknown) => {
        onEnd();
        throw error;
      });
      if (!part.done) return controller.enqueue(part.value as Uint8Array<ArrayBuffer>);
      onEnd();
      controller.close();
    },
    async cancel() {
      onEnd();
      await reader.cancel();
    },
  });
  return new Response(passed, { status, headers });
}
