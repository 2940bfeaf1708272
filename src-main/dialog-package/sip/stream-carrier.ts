import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Clock } from '../../session/ports.ts';
import type { SipLimits } from '../../../src-bridge/sip-limits.ts';
import type { ConnectionGate, GatedConnection } from './connection-gate.ts';
import { writeHostPort } from './host-port.ts';
import { plainAddress } from './ip-address.ts';
import type { SipSource } from './sip-endpoint.ts';
import { SipFailure } from './sip-failure.ts';
import type { SipReceiver } from './sip-flow.ts';
import { StreamConnection } from './stream-connection.ts';
import type { StreamTransport } from './stream-transport.ts';

export interface StreamCarrierOptions {
  readonly transport: StreamTransport;
  readonly limits: SipLimits;
  readonly clock: Clock;
  readonly gate: ConnectionGate;
  readonly receiver: SipReceiver;
}

function peerKey(host: string, port: number): string {
  return writeHostPort({ host, port });
}

/** A socket that a peer has connected. */
interface Admitted {
  readonly socket: Socket;
  readonly entry: GatedConnection;
  /** Absent once the connection is ready. */
  stopHandshake: (() => void) | undefined;
}

async function endHandshake({ socket, stopHandshake }: Admitted): Promise<void> {
  if (stopHandshake === undefined) return;
  socket.destroy();
  await once(socket, 'close');
}

/** SIP over TCP, or over TLS: connections that peers open, and those that we do. */
export class StreamCarrier {
  readonly #options: StreamCarrierOptions;
  /** Every one that was ready and is not closed. */
  readonly #living = new Set<StreamConnection>();
  /** Those that can be used, by the address and port of their peer. */
  readonly #connections = new Map<string, StreamConnection>();
  /** Those of ours, by host and port as they were asked for, also while they are being opened. */
  readonly #ours = new Map<string, Promise<StreamConnection>>();
  readonly #opening = new Set<Socket>();
  readonly #admitted = new Map<string, Admitted>();
  #isClosed = false;

  constructor(options: StreamCarrierOptions) {
    this.#options = options;
    const { server, readyEvent } = options.transport;
    server?.on('connection', (socket: Socket) => this.#admit(socket));
    server?.on(readyEvent, (socket: Socket) => this.#welcome(socket));
    // A handshake that fails concerns nobody else.
    server?.on('tlsClientError', () => undefined);
  }

  /** Listens. Rejects with the system's error. */
  async listen(address: string, port: number): Promise<void> {
    const { server } = this.#options.transport;
    if (server === undefined) return;
    server.listen({ host: address, port, exclusive: true });
    await once(server, 'listening');
    // What goes wrong with one connection before it is ours ends that one.
    server.on('error', () => undefined);
  }

  /** The port that listens; undefined where none does. */
  get port(): number | undefined {
    const place = this.#options.transport.server?.address();
    return typeof place === 'object' && place !== null ? place.port : undefined;
  }

  /** The connection that a request came over, while it is open. */
  find(source: SipSource): StreamConnection | undefined {
    return this.#connections.get(peerKey(source.address, source.port));
  }

  /** A connection to `host`, which is at `address`. Rejects with a `SipFailure`. */
  connect(host: string, address: string, port: number): Promise<StreamConnection> {
    const key = peerKey(host, port);
    const known = this.#ours.get(key);
    if (known !== undefined) return known;
    const opening = this.#open(host, address, port);
    this.#ours.set(key, opening);
    const forget = (): void => void this.#ours.delete(key);
    opening.then((connection) => connection.onClose(forget), forget);
    return opening;
  }

  /** Closing twice is harmless. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { server } = this.#options.transport;
    const closed = new Promise<void>((resolve) => {
      if (server?.listening === true) server.close(() => resolve());
      else resolve();
    });
    for (const socket of this.#opening) socket.destroy();
    await Promise.allSettled(this.#ours.values());
    await Promise.all(Array.from(this.#admitted.values(), endHandshake));
    await Promise.all(Array.from(this.#living, (connection) => connection.close()));
    await closed;
  }

  #admit(socket: Socket): void {
    socket.on('error', () => undefined);
    const { gate, clock, limits } = this.#options;
    const address = plainAddress(socket.remoteAddress ?? '');
    const key = peerKey(address, socket.remotePort ?? 0);
    const entry = { isStranger: true, destroy: () => void socket.destroy() };
    const leave = gate.admit(entry, address);
    if (leave === undefined || this.#isClosed) {
      leave?.();
      socket.destroy();
      return;
    }
    const admitted: Admitted = { socket, entry, stopHandshake: clock.after(limits.messageMs, entry.destroy) };
    this.#admitted.set(key, admitted);
    socket.once('close', () => {
      leave();
      admitted.stopHandshake?.();
      if (this.#admitted.get(key) === admitted) this.#admitted.delete(key);
    });
  }

  #welcome(socket: Socket): void {
    const admitted = this.#admitted.get(peerKey(plainAddress(socket.remoteAddress ?? ''), socket.remotePort ?? 0));
    if (admitted === undefined) {
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    admitted.stopHandshake?.();
    admitted.stopHandshake = undefined;
    this.#serve(socket, admitted.entry);
  }

  async #open(host: string, address: string, port: number): Promise<StreamConnection> {
    const { gate, transport } = this.#options;
    const entry: GatedConnection = { isStranger: true, destroy: () => void socket.destroy() };
    const leave = gate.admitOurs(entry, address);
    if (leave === undefined || this.#isClosed) throw new SipFailure('unreachable');
    const socket = transport.connect(address, port, host);
    socket.once('close', leave);
    this.#opening.add(socket);
    try {
      await this.#connected(socket);
    } catch (error) {
      leave();
      throw error;
    } finally {
      this.#opening.delete(socket);
    }
    return this.#serve(socket, entry);
  }

  async #connected(socket: Socket): Promise<void> {
    const { clock, limits, transport } = this.#options;
    const stop = clock.after(limits.messageMs, () => socket.destroy(new Error('no connection in time')));
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once(transport.connectedEvent, resolve);
        socket.on('error', reject);
        socket.once('close', () => reject(new Error('closed')));
      });
      if (!transport.isGenuine(socket)) throw new Error('not who it should be');
    } catch (error) {
      socket.destroy();
      throw new SipFailure('unreachable', error);
    } finally {
      stop();
    }
  }

  #serve(socket: Socket, entry: GatedConnection): StreamConnection {
    const { limits, clock, receiver } = this.#options;
    const connection = new StreamConnection({
      socket,
      listeningPort: this.port,
      limits,
      clock,
      receiver,
      onKeep: () => (entry.isStranger = false),
      onLateAnswer: (source, bytes, port) => this.#answerLate(source, bytes, port),
    });
    this.#living.add(connection);
    socket.once('close', () => this.#living.delete(connection));
    const key = peerKey(connection.source.address, connection.source.port);
    this.#connections.set(key, connection);
    connection.onClose(() => {
      if (this.#connections.get(key) === connection) this.#connections.delete(key);
    });
    return connection;
  }

  /** To where the request says that its sender listens, at the address that it truly came from (RFC 3261, 18.2.2). */
  #answerLate({ address }: SipSource, bytes: Buffer, port: number): void {
    this.connect(address, address, port).then(
      (connection) => connection.send(bytes),
      () => undefined,
    );
  }
}
