import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';

/** Header fields of a message, with the pseudo-headers; a field that came several times is a list. */
export type Http3Headers = Readonly<Record<string, string | string[]>>;

/** The part of the library's stream that is used. It emits `response` with the `Http3Headers`. */
export interface Http3Stream extends Duplex {
  /** Resets both directions with an error code of HTTP/3. */
  close(code: number): void;
}

/** The part of the library's connection that is used. It emits `goaway`, `error` and `close`. */
export interface Http3Session extends EventEmitter {
  readonly closed: boolean;
  /** Resolves when the handshake is done. */
  ready(): Promise<void>;
  /** Waits while the peer allows no further stream. */
  requestAsync(headers: Http3Headers, options: { endStream: boolean; signal: AbortSignal }): Promise<Http3Stream>;
  ping(): void;
  /** Resolves when nothing of it is left. */
  close(code: number): Promise<void>;
}

/** The part of `@currentspace/http3` that a client uses. */
export interface Http3Library {
  connect(endpoint: { host: string; port: number; servername: string }, options: object): Http3Session;
}

/** The library, or undefined where it is not installed or does not run. */
export async function loadHttp3(): Promise<Http3Library | undefined> {
  try {
    return (await import('@currentspace/http3')) as Http3Library;
  } catch {
    return undefined;
  }
}
