import { getCACertificates } from 'node:tls';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Clock } from '../session/ports.ts';
import { explainConnectionError } from './connection-error.ts';
import type { Trust } from '../../src-wire/http2-connection.ts';
import { http3Codes } from './http3-codes.ts';
import type { Http3Library, Http3Session } from './http3-library.ts';

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

/** Where the HTTP/3 of an origin is served: its own authority, or the alternative that it named. */
export interface Http3Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface Http3ConnectionOptions {
  readonly library: Http3Library;
  /** PEM of everything that is trusted. */
  readonly certificates: string;
  readonly limitMs: number;
  readonly clock: Clock;
}

/** PEM of everything that `trust` covers, in one text. */
export function trustedCertificates({ certificates, isExclusive }: Trust): string {
  const roots = isExclusive ? [] : [...getCACertificates('default'), ...getCACertificates('system')];
  return [...new Set([...roots, ...certificates])].join('\n');
}

/**
 * Opens an HTTP/3 connection to `endpoint`, which has to prove that it is `origin`. Rejects with a `PhoneError` when
 * there is none within `limitMs`, or when its certificate is not trusted.
 */
export async function openHttp3Connection(
  origin: string,
  endpoint: Http3Endpoint,
  { library, certificates, limitMs, clock }: Http3ConnectionOptions,
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
  session.once('close', keepAlive(session, clock));
  return session;
}

/** The host of a URL as a name or an address, without the brackets of IPv6. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/u, '$1');
}

function explainClose(code: number, error: unknown): PhoneError {
  const alert = code - tlsAlerts;
  if (alert >= firstCertificateAlert && alert <= lastCertificateAlert) {
    return new PhoneError('bad-certificate', { cause: error });
  }
  if (alert === noApplicationProtocolAlert) return new PhoneError('not-ripp', { cause: error });
  return explainConnectionError(error instanceof Error && error.cause instanceof Error ? error.cause : error);
}

function keepAlive(session: Http3Session, clock: Clock): () => void {
  let stop: () => void;
  const beat = (): void => {
    session.ping();
    stop = clock.after(pingMs, beat);
  };
  stop = clock.after(pingMs, beat);
  return () => stop();
}
