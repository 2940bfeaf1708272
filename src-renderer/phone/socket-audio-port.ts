import { decodeAudioPacket, encodeAudioPacket, type AudioPacket, type AudioPort } from '../../src-bridge/audio-port.ts';
import { encodeChannelFrame } from './channel-frame.ts';

/** What a port needs of the socket: a way to send while it is open, and to say that a channel is done. */
export interface ChannelWire {
  sendFrame(frame: Uint8Array<ArrayBuffer>): void;
  closeChannel(port: SocketAudioPort): void;
}

/** The audio of one call over the socket of the browser host; outlives the socket, with a new channel each time. */
export class SocketAudioPort implements AudioPort {
  readonly callId: string;
  /** The channel that carries this port now; undefined while the socket is away. */
  channel: number | undefined;
  readonly #wire: ChannelWire;
  readonly #listeners = new Set<(packet: AudioPacket) => void>();

  constructor(callId: string, channel: number, wire: ChannelWire) {
    this.callId = callId;
    this.channel = channel;
    this.#wire = wire;
  }

  send(packet: AudioPacket): void {
    if (this.channel === undefined) return;
    this.#wire.sendFrame(encodeChannelFrame(this.channel, encodeAudioPacket(packet)));
  }

  onPacket(listener: (packet: AudioPacket) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hands what arrived on the channel to the listeners; bytes that are no packet are dropped. */
  deliver(bytes: Uint8Array): void {
    const packet = decodeAudioPacket(bytes);
    if (packet === undefined) return;
    for (const listener of this.#listeners) listener(packet);
  }

  close(): void {
    this.#wire.closeChannel(this);
    this.channel = undefined;
    this.#listeners.clear();
  }
}
