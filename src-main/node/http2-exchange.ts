import { createHttp2Wire, type Http2WireOptions } from '../../src-wire/http2-wire.ts';
import type { Wire } from '../session/ports.ts';
import { explainConnectionError } from './connection-error.ts';

export type Http2ExchangeOptions = Omit<Http2WireOptions, 'explain'>;

export interface Http2Exchange extends Wire {
  /** Resets every stream and closes every connection. */
  close(): void;
}

/** The wire over `node:http2`, whose failures are `PhoneError`s. */
export function createHttp2Exchange(options: Http2ExchangeOptions = {}): Http2Exchange {
  return createHttp2Wire({ ...options, explain: explainConnectionError });
}
