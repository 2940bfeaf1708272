import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Clock } from '../../../src-main/session/ports.ts';

export interface UdpRelayOptions {
  /** Where datagrams lead, on this machine. */
  readonly upstreamPort: number;
  readonly clock: Clock;
  /** From 0 up to, not including, 1: decides what is lost and what is late. */
  readonly fraction: () => number;
}

/** One client address and the socket by which the server knows it. */
interface Flow {
  readonly client: RemoteInfo;
  socket: Socket;
}

/** Carries datagrams to a port of this machine, and does to them what a bad network does. */
export class UdpRelay {
  readonly #options: UdpRelayOptions;
  readonly #socket = createSocket('udp4');
  readonly #flows = new Map<string, Flow>();
  readonly #delayed = new Set<() => void>();
  #delayMs = 0;
  #lostShare = 0;
  #lateShare = 0;
  #lateMs = 0;
  #isHole = false;
  #localAddress = '127.0.0.1';
  #counts = { carried: 0, lost: 0, late: 0 };

  private constructor(options: UdpRelayOptions) {
    this.#options = options;
    this.#socket.on('message', (bytes, client) => this.#fromClient(bytes, client));
  }

  /** Starts it on a free port of 127.0.0.1. */
  static async start(options: UdpRelayOptions): Promise<UdpRelay> {
    const relay = new UdpRelay(options);
    relay.#socket.bind(0, '127.0.0.1');
    await once(relay.#socket, 'listening');
    return relay;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Datagrams so far. */
  get counts(): { readonly carried: number; readonly lost: number; readonly late: number } {
    return this.#counts;
  }

  /** Each datagram takes so long, ms, in either direction. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Loses this share of all datagrams, from 0 to 1. */
  lose(share: number): void {
    this.#lostShare = share;
  }

  /** This share of all datagrams, from 0 to 1, comes so much later, ms: behind those that were sent after it. */
  reorder(share: number, lateMs: number): void {
    this.#lateShare = share;
    this.#lateMs = lateMs;
  }

  /** From now on nothing arrives, or everything again. */
  swallow(isHole: boolean): void {
    this.#isHole = isHole;
  }

  /** The server sees all clients come from other ports, and from another address where one is given, as behind a NAT. */
  rebind(localAddress = this.#localAddress): void {
    this.#localAddress = localAddress;
    for (const flow of this.#flows.values()) {
      flow.socket.close();
      flow.socket = this.#connect(flow);
    }
  }

  /** Ends everything. Stopping twice is harmless. */
  async stop(): Promise<void> {
    for (const forget of this.#delayed) forget();
    this.#delayed.clear();
    for (const { socket } of this.#flows.values()) socket.close();
    this.#flows.clear();
    const closed = once(this.#socket, 'close');
    try {
      this.#socket.close();
    } catch {
      return;
    }
    await closed;
  }

  #fromClient(bytes: Buffer, client: RemoteInfo): void {
    const name = `${client.address} ${client.port}`;
    const flow = this.#flows.get(name) ?? this.#open(name, client);
    this.#carry(() => flow.socket.send(bytes, this.#options.upstreamPort, '127.0.0.1', () => undefined));
  }

  #open(name: string, client: RemoteInfo): Flow {
    const flow: Flow = { client, socket: this.#connect({ client }) };
    this.#flows.set(name, flow);
    return flow;
  }

  #connect({ client }: { readonly client: RemoteInfo }): Socket {
    const socket = createSocket('udp4');
    socket.bind(0, this.#localAddress);
    socket.on('error', () => undefined);
    socket.on('message', (bytes) =>
      this.#carry(() => this.#socket.send(bytes, client.port, client.address, () => undefined)),
    );
    return socket;
  }

  #carry(send: () => void): void {
    const { clock, fraction } = this.#options;
    if (this.#isHole || (this.#lostShare > 0 && fraction() < this.#lostShare)) return this.#count('lost');
    const isLate = this.#lateShare > 0 && fraction() < this.#lateShare;
    const delayMs = this.#delayMs + (isLate ? this.#lateMs : 0);
    this.#count(isLate ? 'late' : 'carried');
    if (delayMs === 0) return send();
    const forget = clock.after(delayMs, () => {
      this.#delayed.delete(forget);
      send();
    });
    this.#delayed.add(forget);
  }

  #count(fate: 'carried' | 'lost' | 'late'): void {
    this.#counts = { ...this.#counts, [fate]: this.#counts[fate] + 1 };
  }
}
