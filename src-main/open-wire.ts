import { LaunchError } from './launch-error.ts';
import type { LaunchOptions } from './launch-options.ts';
import type { Http2Exchange } from './node/http2-exchange.ts';
import { loadHttp3 } from '../src-wire/http3-library.ts';
import { createProviderExchange } from './node/provider-exchange.ts';

/** The wire of Node as the command line wants it. Rejects with a `LaunchError` where it asks for what is not installed. */
export async function openWire(options: LaunchOptions): Promise<Http2Exchange> {
  const { extraCertificates, pins = [], wantsHttp3 } = options;
  if (wantsHttp3 && pins.length > 0) {
    throw new LaunchError('--pin is checked over HTTP/2 only. Leave --http3 or --pin away.', { exitCode: 2 });
  }
  const http3 = wantsHttp3 ? await loadHttp3() : undefined;
  if (wantsHttp3 && http3 === undefined) {
    const advice = 'Install it with npm install @currentspace/http3, or leave --http3 away.';
    throw new LaunchError(`@currentspace/http3 is not installed. ${advice}`, { exitCode: 2 });
  }
  const trust = { certificates: extraCertificates, isExclusive: false, pins };
  return createProviderExchange({ trust, ...(http3 === undefined ? {} : { http3 }) });
}
