import { createHttp2Exchange } from '../../src-main/node/http2-exchange.ts';
import type { Trust } from '../../src-wire/http2-connection.ts';
import { createHttp3Exchange } from '../../src-main/node/http3-exchange.ts';
import { loadHttp3 } from '../../src-wire/http3-library.ts';
import type { Exchange } from '../../src-main/session/ports.ts';
import type { After } from '../../src-wire/after.ts';
import type { TestCertificate } from './certificate.ts';

/** A client of one version of HTTP. */
export interface Wire {
  readonly exchange: Exchange;
  close(): void;
}

interface WireOptions {
  readonly trust?: Trust;
  readonly connectLimitMs?: number;
  readonly after: After;
}

export interface HttpVersion {
  readonly name: 'HTTP/2' | 'HTTP/3';
  readonly open: (options: WireOptions) => Wire;
}

/** The library for HTTP/3, or undefined with one line that says so. */
export const http3 = await loadHttp3();
if (http3 === undefined) console.warn('@currentspace/http3 is not installed: the tests over HTTP/3 are left out');

/** Every version that this machine speaks: a table for the tests of what holds over each. */
export const httpVersions: readonly HttpVersion[] = [
  { name: 'HTTP/2', open: createHttp2Exchange },
  ...(http3 === undefined
    ? []
    : [
        {
          name: 'HTTP/3' as const,
          open: (options: WireOptions) => createHttp3Exchange({ library: http3, ...options }),
        },
      ]),
];

/** Trust in this certificate and no other. */
export function trustIn({ cert }: TestCertificate): Trust {
  return { certificates: [cert], isExclusive: true };
}
