import { decodeAudioPacket, encodeAudioPacket, type AudioPort } from '../../src-bridge/audio-port.ts';
import type { Phone } from '../../src-bridge/phone-api.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';

const channelBytes = 4;
const maxChannels = 64;

/** By call, how to tell the window that has its audio that another one took it. */
export type AudioHolders = Map<string, () => void>;

interface Channel {
  readonly callId: string;
  readonly port: AudioPort;
  readonly lose: () => void;
}

export interface AudioChannelsOptions {
  readonly phone: Pick<Phone, 'openAudio'>;
  /** Shared by all windows of a phone: the audio of a call is at one of them. */
  readonly holders: AudioHolders;
  readonly sendFrame: (frame: Uint8Array) => void;
  /** The channel is no longer this window's. */
  readonly onLost: (channel: number) => void;
}

/**
 * The audio of calls over the socket of one window, a numbered channel each. A frame is the channel (4 bytes, big
 * endian) and one packet as `encodeAudioPacket` makes it.
 */
export class AudioChannels {
  readonly #options: AudioChannelsOptions;
  readonly #channels = new Map<number, Channel>();
  #next = 1;

  constructor(options: AudioChannelsOptions) {
    this.#options = options;
  }

  /** Opens the audio of a call, here instead of where it was. Returns its channel; throws a `PhoneError`. */
  open(callId: string): number {
    const { phone, holders, sendFrame, onLost } = this.#options;
    if (this.#channels.size >= maxChannels) throw new PhoneError('bad-command', { detail: 'too many audio channels' });
    const port = phone.openAudio(callId);
    holders.get(callId)?.();
    const channel = this.#next++;
    const lose = (): void => {
      this.close(channel);
      onLost(channel);
    };
    this.#channels.set(channel, { callId, port, lose });
    holders.set(callId, lose);
    port.onPacket((packet) => sendFrame(frameOf(channel, encodeAudioPacket(packet))));
    return channel;
  }

  /** Hands the packet in `frame` to its call; one for a channel that is closed is dropped. False when it is no packet. */
  take(frame: Buffer): boolean {
    if (frame.length < channelBytes) return false;
    const packet = decodeAudioPacket(frame.subarray(channelBytes));
    if (packet !== undefined) this.#channels.get(frame.readUInt32BE(0))?.port.send(packet);
    return packet !== undefined;
  }

  /** Closing twice is harmless. */
  close(channel: number): void {
    const { holders } = this.#options;
    const closing = this.#channels.get(channel);
    if (closing === undefined) return;
    this.#channels.delete(channel);
    if (holders.get(closing.callId) === closing.lose) holders.delete(closing.callId);
    closing.port.close();
  }

  closeAll(): void {
    for (const channel of this.#channels.keys()) this.close(channel);
  }
}

function frameOf(channel: number, packet: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(channelBytes + packet.length);
  frame.writeUInt32BE(channel, 0);
  frame.set(packet, channelBytes);
  return frame;
}
