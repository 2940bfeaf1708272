import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { SipLimits } from '../../../src-bridge/sip-limits.ts';
import { familyOf, plainAddress, socketAddress } from './ip-address.ts';
import type { LocalAddresses } from './local-addresses.ts';
import type { SipSource } from './sip-endpoint.ts';
import type { SipFlow, SipReceiver } from './sip-flow.ts';

/** More than a datagram holds (IPv4). */
const mostDatagramBytes = 65_507;
/** What waits to be sent, in all. */
const mostQueuedBytes = 4 * 1024 * 1024;
/** A thousand answers may come at once; the system gives what it allows. */
const receiveBufferBytes = 4 * 1024 * 1024;

/** Without the empty lines that keep a way through a firewall open. */
function withoutEmptyLines(datagram: Uint8Array): Uint8Array {
  let start = 0;
  while (datagram[start] === 0x0d && datagram[start + 1] === 0x0a) start += 2;
  return datagram.subarray(start);
}

export interface UdpCarrierOptions {
  readonly address: string;
  readonly port: number;
  readonly limits: SipLimits;
  readonly locals: LocalAddresses;
  readonly receiver: SipReceiver;
}

/** SIP over UDP: a datagram is a message. */
export class UdpCarrier {
  readonly #options: UdpCarrierOptions;
  readonly #family: 4 | 6;
  readonly #socket: Socket;
  #isOpen = true;

  private constructor(options: UdpCarrierOptions) {
    this.#options = options;
    this.#family = familyOf(options.address);
    const type = this.#family === 6 ? 'udp6' : 'udp4';
    // Only addresses come here. Without a look-up a datagram leaves at once, also when the socket is closed right after.
    this.#socket = createSocket({ type, lookup: (host, _options, found) => found(null, host, this.#family) });
    this.#socket.on('message', (datagram, from) => void this.#take(datagram, from));
  }

  /** Listens. Rejects with the system's error. */
  static async open(options: UdpCarrierOptions): Promise<UdpCarrier> {
    const carrier = new UdpCarrier(options);
    const socket = carrier.#socket;
    // It listens, or fails, before `bind` returns.
    const listening = once(socket, 'listening');
    socket.bind({ address: options.address, port: options.port, exclusive: true });
    try {
      await listening;
    } catch (error) {
      socket.close();
      throw error;
    }
    // What a peer's machine says against our datagrams concerns its own transactions, which time out.
    socket.on('error', () => undefined);
    carrier.#widen();
    return carrier;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** The way to a peer. Rejects with a `SipFailure` where this machine has none. */
  async flowTo(address: string, port: number): Promise<SipFlow> {
    return this.#flow({ address, port }, await this.#options.locals.towards(address));
  }

  /** Closing twice is harmless. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.close();
  }

  #widen(): void {
    try {
      this.#socket.setRecvBufferSize(receiveBufferBytes);
    } catch {
      // Then it has the usual size.
    }
  }

  async #take(datagram: Uint8Array, from: RemoteInfo): Promise<void> {
    const bytes = withoutEmptyLines(datagram);
    if (bytes.length === 0) return;
    const peer = { address: plainAddress(from.address), port: from.port };
    const { locals, limits, receiver } = this.#options;
    try {
      // Most messages find it known, and are taken in the order in which they came.
      const flow = this.#flow(peer, locals.known(peer.address) ?? (await locals.towards(peer.address)));
      if (bytes.length > limits.messageBytes) receiver.refuse(bytes, flow, 513);
      else receiver.receive(bytes, flow);
    } catch {
      // Who cannot be answered is not heard.
    }
  }

  #flow(peer: { address: string; port: number }, localAddress: string): SipFlow {
    const source: SipSource = { transport: 'udp', ...peer, local: { address: localAddress, port: this.port } };
    return {
      source,
      send: (bytes) => this.#send(bytes, peer.address, peer.port),
      sendAnswer: (bytes, port) => void this.#send(bytes, peer.address, port),
      onClose: () => () => undefined,
      keep: () => undefined,
    };
  }

  #send(bytes: Buffer, address: string, port: number): boolean {
    if (!this.#isOpen || bytes.length > mostDatagramBytes) return false;
    if (this.#socket.getSendQueueSize() + bytes.length > mostQueuedBytes) return false;
    // A datagram that the system refuses is lost like any other.
    this.#socket.send(bytes, port, socketAddress(address, this.#family), () => undefined);
    return true;
  }
}
