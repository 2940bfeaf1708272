import type { IncomingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { ServedStream } from './served-stream.ts';
import type { Clock } from './world.ts';

/** Error codes of RFC 9114, 8.1. */
const http3Codes = { none: 0x100, failed: 0x102, cancelled: 0x10c } as const;
/**
 * What a whole response has to arrive in. The library can refuse the rest of an upload only by a reset of both
 * directions, and a reset overtakes what is still under way.
 */
const arrivalMs = 1000;

/** The part of the library's stream that is used. */
export interface Http3Stream extends Duplex {
  respond(headers: Readonly<Record<string, string>>): void;
  /** Resets both directions with an error code of HTTP/3. */
  close(code: number): void;
}

/** A stream of HTTP/3 as the provider serves it. */
export function servedHttp3Stream(stream: Http3Stream, headers: IncomingHttpHeaders, clock: Clock): ServedStream {
  let hasResponded = false;
  return {
    duplex: stream,
    headers,
    get hasResponded() {
      return hasResponded;
    },
    respond(status, fields, { endStream }) {
      hasResponded = true;
      stream.respond({ ':status': String(status), ...fields });
      if (endStream) stream.end();
    },
    reset: (reason) => stream.close(http3Codes[reason]),
    refuseRest() {
      if (!stream.destroyed)
        stream.once(
          'close',
          clock.after(arrivalMs, () => stream.close(http3Codes.none)),
        );
    },
  };
}
