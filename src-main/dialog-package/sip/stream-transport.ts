import { connect as connectTcp, createServer as createTcpServer, isIP, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, TLSSocket } from 'node:tls';
import { certificateOf } from './stream-connection.ts';

/** How TCP and TLS differ. */
export interface StreamTransport {
  readonly transport: 'tcp' | 'tls';
  /** Undefined where nobody may connect to us. Its sockets come with `readyEvent`. */
  readonly server: Server | undefined;
  readonly readyEvent: 'connection' | 'secureConnection';
  /** Opens a socket to an address that `host` stands for. */
  connect(address: string, port: number, host: string): Socket;
  /** When such a socket is connected. */
  readonly connectedEvent: 'connect' | 'secureConnect';
  /** Whether its peer is who it should be. */
  isGenuine(socket: Socket): boolean;
}

export const tcpTransport = (): StreamTransport => ({
  transport: 'tcp',
  server: createTcpServer(),
  readyEvent: 'connection',
  connect: (address, port) => connectTcp({ host: address, port }),
  connectedEvent: 'connect',
  isGenuine: () => true,
});

export interface TlsIdentity {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

/**
 * TLS. Who connects to us is asked for a certificate and let in with any or none: whether to trust it is decided by who
 * handles its requests. Who we connect to needs one of an authority that this machine trusts, for its name, or one of
 * `trustedCertificates` (SHA-256). Throws where `identity` is none.
 */
export function tlsTransport(
  identity: TlsIdentity | undefined,
  trustedCertificates: readonly string[],
): StreamTransport {
  const ours = identity === undefined ? {} : { cert: identity.certificate, key: identity.key };
  const server =
    identity === undefined ? undefined : createTlsServer({ ...ours, requestCert: true, rejectUnauthorized: false });
  server?.on('secureConnection', (socket) => socket.disableRenegotiation());
  return {
    transport: 'tls',
    server,
    readyEvent: 'secureConnection',
    connect: (host, port, name) =>
      connectTls({ ...ours, host, port, rejectUnauthorized: false, servername: isIP(name) === 0 ? name : '' }),
    connectedEvent: 'secureConnect',
    isGenuine: (socket) =>
      (socket instanceof TLSSocket && socket.authorized) || trustedCertificates.includes(certificateOf(socket) ?? ''),
  };
}
