import { lookup } from 'node:dns/promises';
import type { Clock } from '../../session/ports.ts';
import type { SipLimits } from '../../../src-bridge/sip-limits.ts';
import { ConnectionGate } from './connection-gate.ts';
import { HostResolver, type LookUp } from './host-resolver.ts';
import { familyOf } from './ip-address.ts';
import { LocalAddresses } from './local-addresses.ts';
import { SocketCarriers } from './sip-carriers.ts';
import type { SipReceiver } from './sip-flow.ts';
import { SipListenError } from './sip-listen-error.ts';
import { StreamCarrier } from './stream-carrier.ts';
import { tcpTransport, tlsTransport, type StreamTransport, type TlsIdentity } from './stream-transport.ts';
import { UdpCarrier } from './udp-carrier.ts';

export interface CarriersOptions {
  /** An IP address of this machine, or `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** For UDP and TCP; 0 for any that is free for both. */
  readonly port: number;
  /** Absent where nobody may connect over TLS. */
  readonly tls?: TlsIdentity & { readonly port: number };
  /** SHA-256 of certificates that are trusted where we connect, beside those of the system's authorities. */
  readonly trustedCertificates?: readonly string[];
  readonly limits: SipLimits;
  readonly clock: Clock;
  /** The system's resolver where it is absent. */
  readonly lookUp?: LookUp;
}

/** What the sockets of one stack share. */
interface Ground {
  readonly options: CarriersOptions;
  readonly receiver: SipReceiver;
  readonly gate: ConnectionGate;
  readonly locals: LocalAddresses;
}

/** A port that is free for TCP may be taken for UDP; the next one is another. */
const mostPorts = 16;

function systemLookUp(bound: string): LookUp {
  // An IPv4 socket reaches no IPv6 address.
  const family = familyOf(bound) === 4 ? 4 : 0;
  return async (host) => (await lookup(host, { family })).address;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function openTls({ tls, trustedCertificates = [] }: CarriersOptions): StreamTransport {
  try {
    return tlsTransport(tls, trustedCertificates);
  } catch (error) {
    throw new SipListenError('bad-certificate', error);
  }
}

async function openStreams(ground: Ground, transport: StreamTransport, port: number): Promise<StreamCarrier> {
  const { limits, clock, address } = ground.options;
  const carrier = new StreamCarrier({ transport, limits, clock, gate: ground.gate, receiver: ground.receiver });
  await carrier.listen(address, port);
  return carrier;
}

/** UDP and TCP on one port. */
async function openPair(ground: Ground, left = mostPorts): Promise<{ udp: UdpCarrier; tcp: StreamCarrier }> {
  const { limits, address, port: asked } = ground.options;
  const tcp = await openStreams(ground, tcpTransport(), asked);
  const port = tcp.port ?? asked;
  try {
    return {
      udp: await UdpCarrier.open({ address, port, limits, locals: ground.locals, receiver: ground.receiver }),
      tcp,
    };
  } catch (error) {
    await tcp.close();
    if (asked === 0 && left > 1 && isTaken(error)) return openPair(ground, left - 1);
    throw error;
  }
}

async function openAll(ground: Ground): Promise<SocketCarriers> {
  const { options, locals, gate } = ground;
  const tlsSide = openTls(options);
  const { udp, tcp } = await openPair(ground);
  const resolver = new HostResolver(options.clock, options.lookUp ?? systemLookUp(options.address));
  try {
    const tls = await openStreams(ground, tlsSide, options.tls?.port ?? 0);
    return new SocketCarriers({ udp, tcp, tls, resolver, locals, gate });
  } catch (error) {
    udp.close();
    await tcp.close();
    throw error;
  }
}

/** Opens the sockets. Rejects with a `SipListenError`, and then none is open. */
export async function openCarriers(options: CarriersOptions, receiver: SipReceiver): Promise<SocketCarriers> {
  const gate = new ConnectionGate(options.limits);
  const locals = new LocalAddresses(options.clock, options.address);
  try {
    return await openAll({ options, receiver, gate, locals });
  } catch (error) {
    throw SipListenError.from(error);
  }
}
