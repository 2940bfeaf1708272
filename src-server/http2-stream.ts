import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { addAbortSignal } from 'node:stream';
import type { ServedStream } from './served-stream.ts';

/** A stream of HTTP/2 as the provider serves it. */
export function servedHttp2Stream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): ServedStream {
  return {
    duplex: stream,
    headers,
    get hasResponded() {
      return stream.headersSent;
    },
    respond: (status, fields, options) => stream.respond({ ':status': status, ...fields }, options),
    // `close` would end the body properly before the reset, as if it were whole.
    reset(reason) {
      if (reason === 'cancelled') addAbortSignal(AbortSignal.abort(), stream);
      else stream.destroy(new Error('the response failed'));
    },
    refuseRest: () => stream.close(constants.NGHTTP2_NO_ERROR),
  };
}
