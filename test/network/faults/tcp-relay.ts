import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Clock } from '../../../src-main/session/ports.ts';
import { RelayedConnection } from './relayed-connection.ts';

/** What becomes of bytes that reach a relay: they go on, they are kept, or they are left in the sockets. */
export type Traffic = 'flowing' | 'held' | 'unread';

/** What becomes of who connects: carried on, turned away, or accepted and never answered. */
export type Welcome = 'carried' | 'refused' | 'unanswered';

export interface TcpRelayOptions {
  /** Where connections lead, on this machine. */
  readonly upstreamPort: number;
  /** For delays. */
  readonly clock: Clock;
}

/** Carries TCP connections to a port of this machine, and does to them what a bad network does. */
export class TcpRelay {
  readonly #options: TcpRelayOptions;
  readonly #connections = new Set<RelayedConnection>();
  #server: Server;
  #port = 0;
  #traffic: Traffic = 'flowing';
  #welcome: Welcome = 'carried';
  #delayMs = 0;
  #localAddress = '127.0.0.1';
  #activity = 0;

  private constructor(options: TcpRelayOptions) {
    this.#options = options;
    this.#server = this.#createServer();
  }

  /** Starts it on a free port of 127.0.0.1. */
  static async start(options: TcpRelayOptions): Promise<TcpRelay> {
    const relay = new TcpRelay(options);
    await relay.#listen();
    return relay;
  }

  get port(): number {
    return this.#port;
  }

  /** Connections that are not over on both sides. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Grows with every byte, beginning and end of a connection. */
  get activity(): number {
    return this.#activity;
  }

  /** Bytes that are kept on their way. */
  get heldBytes(): number {
    return [...this.#connections].reduce((sum, { heldBytes }) => sum + heldBytes, 0);
  }

  /** Reads no more of either side: its sockets fill up. */
  stopReading(): void {
    this.#use('unread');
  }

  /** A black hole that keeps what falls in; new connections are accepted and kept as well. */
  hold(): void {
    this.#use('held');
  }

  /** Everything flows again, what was kept first. */
  release(): void {
    this.#use('flowing');
  }

  /** Nothing of the connections there are ever arrives, and no end is told; new ones are carried. */
  abandon(): void {
    for (const connection of this.#connections) connection.abandon();
  }

  /** Each byte takes so long, ms, in either direction. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Ends all connections on both sides in good order (FIN). */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
  }

  /** Breaks all connections off on both sides (RST). */
  reset(): void {
    for (const connection of this.#connections) connection.reset();
  }

  /** Ends one direction of all connections (FIN): nothing more goes to `side`, which can still be heard. */
  halfClose(side: 'client' | 'server'): void {
    for (const connection of this.#connections) connection.halfClose(side);
  }

  /** Turns new connections away; those there are live on. */
  refuse(): void {
    this.#welcome = 'refused';
    if (!this.#server.listening) return;
    // `close` waits for the end of the connections there are; the port is free at once.
    this.#server.close();
  }

  /** Accepts new connections and answers none. */
  async leaveUnanswered(): Promise<void> {
    await this.welcome();
    this.#welcome = 'unanswered';
  }

  /** New connections are carried, on the same port as ever. */
  async welcome(): Promise<void> {
    this.#welcome = 'carried';
    if (this.#server.listening) return;
    this.#server = this.#createServer();
    await this.#listen();
  }

  /** The client has another address, such as 127.0.0.2: its connections break off, new ones come from there. */
  changeAddress(localAddress: string): void {
    this.#localAddress = localAddress;
    this.reset();
  }

  /** Ends everything. Stopping twice is harmless. */
  async stop(): Promise<void> {
    const isListening = this.#server.listening;
    const closed = isListening ? once(this.#server, 'close') : Promise.resolve();
    if (isListening) this.#server.close();
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  #use(traffic: Traffic): void {
    this.#traffic = traffic;
    for (const connection of this.#connections) connection.use(traffic);
  }

  #createServer(): Server {
    return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#activity++;
      const connection = new RelayedConnection(socket, {
        upstreamPort: this.#options.upstreamPort,
        clock: this.#options.clock,
        localAddress: this.#localAddress,
        delayMs: () => this.#delayMs,
        onActivity: (amount) => (this.#activity += amount),
        onClosed: () => this.#connections.delete(connection),
      });
      this.#connections.add(connection);
      connection.use(this.#traffic);
      if (this.#welcome === 'carried') connection.connect();
    });
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }
}
