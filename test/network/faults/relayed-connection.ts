import { Socket } from 'node:net';
import type { Clock } from '../../../src-main/session/ports.ts';
import { RelayLane } from './relay-lane.ts';
import type { Traffic } from './tcp-relay.ts';

export interface RelayedConnectionOptions {
  readonly upstreamPort: number;
  /** From where the server sees the connection come. */
  readonly localAddress: string;
  readonly clock: Clock;
  readonly delayMs: () => number;
  readonly onActivity: (amount: number) => void;
  /** Both sides are over. */
  readonly onClosed: () => void;
}

/** One connection of a client and the one that carries it on. */
export class RelayedConnection {
  readonly #options: RelayedConnectionOptions;
  readonly #client: Socket;
  readonly #server = new Socket({ allowHalfOpen: true });
  readonly #lanes: readonly RelayLane[];

  constructor(client: Socket, options: RelayedConnectionOptions) {
    this.#options = options;
    this.#client = client;
    this.#lanes = [
      new RelayLane({ ...options, from: client, to: this.#server }),
      new RelayLane({ ...options, from: this.#server, to: client }),
    ];
    let open = 2;
    for (const socket of this.#sockets) {
      socket.on('error', () => undefined);
      socket.once('close', () => {
        options.onActivity(1);
        open--;
        if (open === 0) this.#closed();
      });
    }
    // A client that leaves before it is carried on is followed by the other side, which would never close.
    client.once('close', () => {
      if (this.#server.pending) this.#server.destroy();
    });
  }

  get heldBytes(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.heldBytes, 0);
  }

  /** Carries the connection on to the server. */
  connect(): void {
    const { upstreamPort: port, localAddress } = this.#options;
    this.#server.setNoDelay(true);
    this.#server.connect({ host: '127.0.0.1', port, localAddress }, () => {
      for (const lane of this.#lanes) lane.connected();
    });
  }

  use(traffic: Traffic): void {
    for (const lane of this.#lanes) lane.use(traffic);
  }

  /** Nothing more arrives on either side, and no end is told. */
  abandon(): void {
    for (const lane of this.#lanes) lane.abandon();
  }

  /** FIN to both sides. */
  cut(): void {
    for (const lane of this.#lanes) lane.abandon();
    for (const socket of this.#sockets) socket.destroySoon();
  }

  /** RST to both sides. */
  reset(): void {
    for (const lane of this.#lanes) lane.abandon();
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** FIN to one side, which can still be heard. */
  halfClose(side: 'client' | 'server'): void {
    (side === 'client' ? this.#client : this.#server).end();
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  get #sockets(): readonly Socket[] {
    return [this.#client, this.#server];
  }

  #closed(): void {
    for (const lane of this.#lanes) lane.close();
    this.#options.onClosed();
  }
}
