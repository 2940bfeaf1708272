import type { ConnectionGate } from './connection-gate.ts';
import type { HostResolver } from './host-resolver.ts';
import type { LocalAddresses } from './local-addresses.ts';
import type { SipDestination } from './sip-endpoint.ts';
import type { SipCarriers, SipFlow } from './sip-flow.ts';
import type { StreamCarrier } from './stream-carrier.ts';
import type { UdpCarrier } from './udp-carrier.ts';

export interface SocketCarriersOptions {
  readonly udp: UdpCarrier;
  readonly tcp: StreamCarrier;
  readonly tls: StreamCarrier;
  readonly resolver: HostResolver;
  readonly locals: LocalAddresses;
  readonly gate: ConnectionGate;
}

/** The transports over the sockets of this machine. */
export class SocketCarriers implements SipCarriers {
  readonly #options: SocketCarriersOptions;

  constructor(options: SocketCarriersOptions) {
    this.#options = options;
  }

  /** The port of UDP and TCP. */
  get port(): number {
    return this.#options.udp.port;
  }

  /** Undefined where nobody may connect over TLS. */
  get tlsPort(): number | undefined {
    return this.#options.tls.port;
  }

  /** Connections that are open or being opened. */
  get connections(): number {
    return this.#options.gate.count;
  }

  async flowTo({ transport, host, port, source }: SipDestination): Promise<SipFlow> {
    const { udp, resolver } = this.#options;
    if (transport === 'udp') return udp.flowTo(await resolver.resolve(host), port);
    const carrier = this.#options[transport];
    const open = source?.transport === transport ? carrier.find(source) : undefined;
    return open ?? carrier.connect(host, await resolver.resolve(host), port);
  }

  async localFor({ transport, host }: SipDestination): Promise<{ readonly address: string; readonly port: number }> {
    const { resolver, locals } = this.#options;
    const address = await locals.towards(await resolver.resolve(host));
    return { address, port: this.#options[transport].port ?? this.port };
  }

  async close(): Promise<void> {
    this.#options.udp.close();
    await Promise.all([this.#options.tcp.close(), this.#options.tls.close()]);
  }
}
