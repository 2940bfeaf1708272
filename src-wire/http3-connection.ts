import { getCACertificates } from 'node:tls';
import { bareHost, type Address } from './address.ts';
import type { After } from './after.ts';
import type { Trust } from './http2-connection.ts';
import { http3Codes } from './http3-codes.ts';
import type { Http3Library, Http3Session } from './http3-library.ts';
import { WireError } from './wire-error.ts';

/** Flow-control window of each stream and of a connection: more than a second of everything a phone receives. */
const streamWindowBytes = 1024 * 1024;
const connectionWindowBytes = 16 * 1024 * 1024;
/** A connection from which nothing came for so long is lost; the pings keep a silent one from that. */
const idleLimitMs = 10_000;
const pingMs = 4000;
/** Fits an MTU of 1500 with room for a tunnel's headers. */
const maxUdpPayloadBytes = 1350;

/** QUIC carries the alert with which TLS gave up in the low byte of its error code (RFC 9001, 4.8). */
const tlsAlerts = 0x100;
const firstCertificateAlert = 42;
const lastCertificateAlert = 48;
const noApplicationProtocolAlert = 120;

export interface Http3ConnectionOptions {
  readonly library: Http3Library;
  /** PEM of everything that is trusted. */
  readonly certificates: string;
  readonly limitMs: number;
  readonly after: After;
}

/** PEM of everything that `trust` covers, in one text. */
export function trustedCertificates({ certificates, isExclusive }: Trust): string {
  const roots = isExclusive ? [] : [...getCACertificates('default'), ...getCACertificates('system')];
  return [...new Set([...roots, ...certificates])].join('\n');
}

/**
 * Opens an HTTP/3 connection to `endpoint`, which has to prove that it is `origin`. Rejects when there is
 * none within `limitMs`, and with a `WireError` when its certificate is not trusted or it speaks something else.
 */
export async function openHttp3Connection(
  origin: string,
  endpoint: Address,
  { library, certificates, limitMs, after }: Http3ConnectionOptions,
): Promise<Http3Session> {
  const session = library.connect(
    { ...endpoint, servername: bareHost(new URL(origin).hostname) },
    {
      ca: certificates,
      runtimeMode: 'portable',
      metricsIntervalMs: 0,
      connectTimeoutMs: limitMs,
      maxIdleTimeoutMs: idleLimitMs,
      maxUdpPayloadSize: maxUdpPayloadBytes,
      initialMaxData: connectionWindowBytes,
      initialMaxStreamDataBidiLocal: streamWindowBytes,
    },
  );
  session.on('error', () => undefined);
  let closeCode = 0;
  session.once('close', ({ errorCode }: { errorCode: number }) => (closeCode = errorCode));
  try {
    await session.ready();
  } catch (error) {
    void session.close(http3Codes.none);
    throw explainClose(closeCode, error);
  }
  session.once('close', keepAlive(session, after));
  return session;
}

function explainClose(code: number, error: unknown): unknown {
  const alert = code - tlsAlerts;
  if (alert >= firstCertificateAlert && alert <= lastCertificateAlert)
    return new WireError('bad-certificate', 'its certificate is not trusted', { cause: error });
  if (alert === noApplicationProtocolAlert)
    return new WireError('other-protocol', 'it speaks no HTTP/3', { cause: error });
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

function keepAlive(session: Http3Session, after: After): () => void {
  let stop: () => void;
  const beat = (): void => {
    session.ping();
    stop = after(pingMs, beat);
  };
  stop = after(pingMs, beat);
  return () => stop();
}
