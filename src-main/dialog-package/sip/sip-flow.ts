import type { SipDestination, SipSource } from './sip-endpoint.ts';

/** A way to one peer: a connection, or our UDP socket with the address of the peer. */
export interface SipFlow {
  readonly source: SipSource;
  /** Sends a message; false when the way is closed, or the peer reads too slowly and is given up. */
  send(bytes: Buffer): boolean;
  /** Sends an answer: to `port` of the peer over UDP, on the connection, or on a new one to `port` where it is gone. */
  sendAnswer(bytes: Buffer, port: number): void;
  /** Runs `task` when the way is gone, at once if it is; returns the way to prevent that. A way over UDP is never gone. */
  onClose(task: () => void): () => void;
  /** The peer was served: its connection is kept longer than one of a stranger. */
  keep(): void;
}

/** What the transactions need of the transports. What comes in goes to the `SipReceiver` that they were opened with. */
export interface SipCarriers {
  /** The way to a destination. Rejects with a `SipFailure`. */
  flowTo(destination: SipDestination): Promise<SipFlow>;
  /** The address of ours from which it is reached. Rejects with a `SipFailure`. */
  localFor(destination: SipDestination): Promise<{ readonly address: string; readonly port: number }>;
  /** Closes every socket. Closing twice is harmless. */
  close(): Promise<void>;
}

/** What a carrier brings what came in to. Nothing in it throws. */
export interface SipReceiver {
  /** Takes a whole message, or what pretends to be one. */
  receive(bytes: Uint8Array, flow: SipFlow): void;
  /** Takes the head of a message whose body is not awaited, and answers it with `status` where it can be answered. */
  refuse(head: Uint8Array, flow: SipFlow, status: number): void;
}
