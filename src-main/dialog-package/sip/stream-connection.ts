import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock } from '../../session/ports.ts';
import type { SipLimits } from '../../../src-bridge/sip-limits.ts';
import { plainAddress } from './ip-address.ts';
import type { SipSource } from './sip-endpoint.ts';
import type { SipFlow, SipReceiver } from './sip-flow.ts';
import { StreamFramer, type StreamPiece } from './stream-framer.ts';

/** Whole messages that wait for a peer to read them; who reads no more is given up. */
const mostQueuedMessages = 4;
const pong = Buffer.from('\r\n');
/** What is under way when everything is closed has so long to leave, ms. */
const farewellMs = 1000;

export interface StreamConnectionOptions {
  readonly socket: Socket | TLSSocket;
  /** The port of ours that listens; that of the connection where none does. */
  readonly listeningPort: number | undefined;
  readonly limits: SipLimits;
  readonly clock: Clock;
  readonly receiver: SipReceiver;
  /** The peer was served. */
  readonly onKeep: () => void;
  /** Takes an answer whose connection is gone, to `port` of its peer. */
  readonly onLateAnswer: (source: SipSource, bytes: Buffer, port: number) => void;
}

/** SHA-256 of the certificate that the peer has proved to own, in hexadecimal small letters without colons. */
export function certificateOf(socket: Socket): string | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  return socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
}

function sourceOf(socket: Socket, listeningPort: number | undefined): SipSource {
  const certificate = certificateOf(socket);
  return {
    transport: socket instanceof TLSSocket ? 'tls' : 'tcp',
    address: plainAddress(socket.remoteAddress ?? ''),
    port: socket.remotePort ?? 0,
    local: { address: plainAddress(socket.localAddress ?? ''), port: listeningPort ?? socket.localPort ?? 0 },
    ...(certificate === undefined ? {} : { certificate }),
  };
}

/** A connection over TCP or TLS: messages one behind the other (RFC 3261, 18.3). */
export class StreamConnection implements SipFlow {
  readonly source: SipSource;
  readonly #options: StreamConnectionOptions;
  readonly #socket: Socket;
  readonly #framer: StreamFramer;
  readonly #closeTasks = new Set<() => void>();
  #isKept = false;
  #isClosed = false;
  #stopIdle: () => void = () => undefined;
  #stopMessage: (() => void) | undefined;

  constructor(options: StreamConnectionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#framer = new StreamFramer(options.limits.messageBytes);
    this.source = sourceOf(options.socket, options.listeningPort);
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true, options.limits.idleMs);
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', () => undefined);
    // Who has said that nothing more comes has nothing to answer either.
    this.#socket.once('end', () => this.#gone());
    this.#socket.once('close', () => this.#closed());
    this.#awaitLife();
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  send(bytes: Buffer): boolean {
    if (!this.isOpen) return false;
    const mostQueuedBytes = mostQueuedMessages * this.#options.limits.messageBytes;
    if (this.#socket.writableLength + bytes.length > mostQueuedBytes) {
      this.destroy();
      return false;
    }
    this.#socket.write(bytes);
    return true;
  }

  sendAnswer(bytes: Buffer, port: number): void {
    if (this.isOpen) this.send(bytes);
    else this.#options.onLateAnswer(this.source, bytes, port);
  }

  onClose(task: () => void): () => void {
    if (!this.isOpen) {
      task();
      return () => undefined;
    }
    this.#closeTasks.add(task);
    return () => this.#closeTasks.delete(task);
  }

  keep(): void {
    if (this.#isKept || !this.isOpen) return;
    this.#isKept = true;
    this.#options.onKeep();
    this.#awaitLife();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Resolves when the connection is closed and what waited to be sent has left, or had the time to. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    const stop = this.#options.clock.after(farewellMs, () => this.destroy());
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.destroySoon();
    });
    stop();
  }

  #take(chunk: Buffer): void {
    const wasWithin = this.#framer.isWithin;
    const pieces = this.#framer.push(chunk);
    for (const piece of pieces) if (this.isOpen) this.#takePiece(piece);
    if (!this.isOpen) return;
    // A peer that sends its messages in one is given the time of a message for each.
    if (pieces.length > 0) this.#awaitLife();
    if (!wasWithin || pieces.length > 0) this.#awaitEnd();
  }

  #takePiece(piece: StreamPiece): void {
    if (piece.kind === 'ping') this.send(pong);
    else if (piece.kind === 'message') this.#options.receiver.receive(piece.bytes, this);
    else {
      if (piece.head !== undefined) this.#options.receiver.refuse(piece.head, this, piece.status);
      // What still comes is read and thrown away for a while: a reset could overtake the answer.
      this.#socket.end();
      this.#stopMessage?.();
      this.#stopMessage = this.#options.clock.after(this.#options.limits.messageMs, () => this.destroy());
    }
  }

  /** Closes it when nothing whole comes. A peer that was served may be silent for as long as a subscription lasts. */
  #awaitLife(): void {
    const { clock, limits } = this.#options;
    this.#stopIdle();
    const ms = this.#isKept ? Math.max(limits.idleMs, limits.longestExpiresS * 1000) : limits.idleMs;
    this.#stopIdle = clock.after(ms, () => this.destroy());
  }

  /** Closes it when a message that has begun does not end. */
  #awaitEnd(): void {
    this.#stopMessage?.();
    const { clock, limits } = this.#options;
    this.#stopMessage = this.#framer.isWithin ? clock.after(limits.messageMs, () => this.destroy()) : undefined;
  }

  #closed(): void {
    this.#isClosed = true;
    this.#stopIdle();
    this.#stopMessage?.();
    this.#gone();
  }

  #gone(): void {
    const tasks = [...this.#closeTasks];
    this.#closeTasks.clear();
    for (const task of tasks) task();
  }
}
