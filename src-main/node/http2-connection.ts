import { connect, type ClientHttp2Session } from 'node:http2';
import { connect as connectTls, createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { explainConnectionError } from './connection-error.ts';

/** Flow-control window of a connection and of each stream: more than a second of everything a phone receives. */
const windowBytes = 1024 * 1024;
/** PROTOCOL 6: what a server allows at least, until its settings say more. */
const peerMaxConcurrentStreams = 1000;

/** PEM certificates to trust: beside the public roots and those of the OS, or in place of them. */
export interface Trust {
  readonly certificates: readonly string[];
  readonly isExclusive: boolean;
}

/** Where an origin is reached, when that is not where its name leads. Names and certificates stay the origin's. */
export type ConnectTo = (origin: string) => { readonly host: string; readonly port: number };

/** What a connection trusts, to be made once: reading and parsing all roots takes tens of milliseconds. */
export function secureContextOf({ certificates, isExclusive }: Trust): SecureContext {
  const roots = isExclusive ? [] : [...getCACertificates('default'), ...getCACertificates('system')];
  return createSecureContext({ ca: [...new Set([...roots, ...certificates])] });
}

/**
 * Opens an HTTP/2 connection to an origin. Rejects with a `PhoneError` when there is none within `limitMs`, when its
 * certificate is not trusted, or when what answers there speaks no HTTP/2.
 */
export async function openConnection(
  origin: string,
  { secureContext, limitMs, connectTo }: { secureContext: SecureContext; limitMs: number; connectTo?: ConnectTo },
): Promise<ClientHttp2Session> {
  const session = connect(origin, {
    secureContext,
    peerMaxConcurrentStreams,
    settings: { enablePush: false, initialWindowSize: windowBytes },
    ...(connectTo === undefined
      ? {}
      : {
          createConnection: ({ hostname }: URL) =>
            connectTls({ ...connectTo(origin), servername: hostname, secureContext, ALPNProtocols: ['h2'] }),
        }),
  });
  session.on('error', () => undefined);
  try {
    await connected(session, limitMs);
  } catch (error) {
    session.destroy();
    throw explainConnectionError(error);
  }
  session.setLocalWindowSize(windowBytes);
  if (session.alpnProtocol === 'h2') return session;
  session.destroy();
  throw new PhoneError('not-ripp', { cause: new Error(`spoke ${String(session.alpnProtocol)}`) });
}

function connected(session: ClientHttp2Session, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no connection in time')), limitMs);
    session.once('connect', () => resolve());
    session.once('error', reject);
    session.once('close', () => reject(new Error('closed before it was open')));
    for (const event of ['connect', 'error', 'close']) session.once(event, () => clearTimeout(timer));
  });
}
