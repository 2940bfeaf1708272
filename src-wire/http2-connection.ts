import { connect, type ClientHttp2Session } from 'node:http2';
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  getCACertificates,
  type PeerCertificate,
  type SecureContext,
} from 'node:tls';
import type { Address } from './address.ts';
import type { After } from './after.ts';
import { hasPinnedKey } from './key-pin.ts';
import { WireError } from './wire-error.ts';

/** Flow-control window of a connection and of each stream: more than a second of everything a phone receives. */
const windowBytes = 1024 * 1024;
/** PROTOCOL 6: what a server allows at least, until its settings say more. */
const peerMaxConcurrentStreams = 1000;

/** PEM certificates to trust: beside the public roots and those of the OS, or in place of them. */
export interface Trust {
  readonly certificates: readonly string[];
  readonly isExclusive: boolean;
  /** True to take whoever shows one of the certificates, whichever name it bears. */
  readonly isPinned?: boolean;
  /** Keys of which the server must have one besides (`key-pin.ts`); none for any key. */
  readonly pins?: readonly string[];
}

/** Where an origin is reached, when that is not where its name leads. Names and certificates stay the origin's. */
export type ConnectTo = (origin: string) => Address;

/** What a connection trusts, to be made once: reading and parsing all roots takes tens of milliseconds. */
export function secureContextOf({ certificates, isExclusive, isPinned = false }: Trust): SecureContext {
  const roots = isExclusive ? [] : [...getCACertificates('default'), ...getCACertificates('system')];
  return createSecureContext({ ca: [...new Set([...roots, ...certificates])], allowPartialTrustChain: isPinned });
}

/**
 * Opens an HTTP/2 connection to an origin. Rejects when there is none within `limitMs`, when its certificate is not
 * trusted, and with a `WireError` `other-protocol` when what answers there speaks something else.
 */
export async function openConnection(
  origin: string,
  options: {
    secureContext: SecureContext;
    trust: Trust;
    limitMs: number;
    after: After;
    connectTo?: ConnectTo | undefined;
  },
): Promise<ClientHttp2Session> {
  const { secureContext, trust, limitMs, after, connectTo } = options;
  const proof = {
    secureContext,
    checkServerIdentity: (host: string, certificate: PeerCertificate) => doubtOf(trust, host, certificate),
  };
  const session = connect(origin, {
    ...proof,
    peerMaxConcurrentStreams,
    settings: { enablePush: false, initialWindowSize: windowBytes },
    ...(connectTo === undefined
      ? {}
      : {
          createConnection: ({ hostname }: URL) =>
            connectTls({ ...connectTo(origin), ...proof, servername: hostname, ALPNProtocols: ['h2'] }),
        }),
  });
  session.on('error', () => undefined);
  try {
    await connected(session, { limitMs, after });
  } catch (error) {
    session.destroy();
    throw error;
  }
  session.setLocalWindowSize(windowBytes);
  if (session.alpnProtocol === 'h2') return session;
  session.destroy();
  throw new WireError('other-protocol', `spoke ${String(session.alpnProtocol)}`);
}

/** What speaks against a server whose certificate is trusted; undefined where nothing does. */
function doubtOf({ isPinned, pins = [] }: Trust, host: string, certificate: PeerCertificate): Error | undefined {
  const doubt = isPinned === true ? undefined : checkServerIdentity(host, certificate);
  if (doubt !== undefined || hasPinnedKey(certificate.raw, pins)) return doubt;
  return new WireError('other-key', `${host} has none of the pinned keys`);
}

function connected(session: ClientHttp2Session, { limitMs, after }: { limitMs: number; after: After }): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = after(limitMs, () => reject(new Error('no connection in time')));
    session.once('connect', () => resolve());
    session.once('error', reject);
    session.once('close', () => reject(new Error('closed before it was open')));
    for (const event of ['connect', 'error', 'close']) session.once(event, stop);
  });
}
