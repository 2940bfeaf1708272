import { createHttp3Wire, type Http3Wire, type Http3WireOptions } from '../../src-wire/http3-wire.ts';
import { explainConnectionError } from './connection-error.ts';

/** The wire over HTTP/3, whose failures are `PhoneError`s. */
export function createHttp3Exchange(options: Omit<Http3WireOptions, 'explain'>): Http3Wire {
  return createHttp3Wire({ ...options, explain: explainConnectionError });
}
