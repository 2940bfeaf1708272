import type { WebSocket } from 'ws';
import { z } from 'zod';
import { decodeAudioPacket, encodeAudioPacket, type AudioPort } from '../../src-bridge/audio-port.ts';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { InvokeResult } from '../../src-bridge/phone-client.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { Log } from '../session/ports.ts';
import { openPhoneDoor, type PhoneDoor } from './serve-phone.ts';

/** Bytes that wait for a window before its audio is dropped: about 200 ms of ten calls. */
const maxWaitingBytes = 16 * 1024;
const channelBytes = 4;
const maxChannels = 64;

const messageSchema = z.union([
  z.strictObject({ id: z.int(), invoke: z.string().max(64), args: z.array(z.unknown()).max(8) }),
  z.strictObject({ id: z.int(), openAudio: z.string().min(1).max(64) }),
  z.strictObject({ closeAudio: z.int() }),
]);

/**
 * Serves `phone` to one window over a WebSocket until it closes. Text frames are JSON: `{id, invoke, args}`,
 * `{id, openAudio}` and `{closeAudio}` in; `{id, result}`, `{state}` and `{closeAudio}` out. Binary frames are a channel
 * (4 bytes, big endian) and an audio packet. A frame that is none of these closes the socket.
 */
export function serveWindow(socket: WebSocket, phone: Phone, log: Log): void {
  const window = new WindowSocket(socket, phone, log);
  socket.on('message', (data, isBinary) => window.take(data as Buffer, isBinary));
  socket.on('error', (error) => log.warn('window failed', { cause: error }));
  socket.on('close', () => window.close());
}

class WindowSocket {
  readonly #socket: WebSocket;
  readonly #phone: Phone;
  readonly #door: PhoneDoor;
  readonly #channels = new Map<number, AudioPort>();
  readonly #unsubscribe: () => void;
  #nextChannel = 1;
  #stateToSend: PhoneState | undefined;

  constructor(socket: WebSocket, phone: Phone, log: Log) {
    this.#socket = socket;
    this.#phone = phone;
    this.#door = openPhoneDoor(phone, log);
    this.#unsubscribe = phone.subscribe((state) => this.#publish(state));
  }

  take(data: Buffer, isBinary: boolean): void {
    if (isBinary) return this.#takeAudio(data);
    const message = messageSchema.safeParse(parse(data));
    if (!message.success) return this.#socket.close(1008, 'not a message of the bridge');
    const frame = message.data;
    if ('invoke' in frame)
      void this.#door.invoke(frame.invoke, frame.args).then((result) => this.#answer(frame.id, result));
    else if ('openAudio' in frame) this.#answer(frame.id, this.#openAudio(frame.openAudio));
    else this.#closeAudio(frame.closeAudio);
  }

  close(): void {
    this.#unsubscribe();
    for (const port of this.#channels.values()) port.close();
    this.#channels.clear();
  }

  #openAudio(callId: string): InvokeResult {
    try {
      if (this.#channels.size >= maxChannels)
        throw new PhoneError('bad-command', { detail: 'too many audio channels' });
      const port = this.#phone.openAudio(callId);
      const channel = this.#nextChannel++;
      this.#channels.set(channel, port);
      port.onPacket((packet) => this.#sendAudio(channel, encodeAudioPacket(packet)));
      return { ok: true, value: channel };
    } catch (thrown) {
      return { ok: false, failure: PhoneError.from(thrown).toFailure() };
    }
  }

  #closeAudio(channel: number): void {
    this.#channels.get(channel)?.close();
    this.#channels.delete(channel);
  }

  #takeAudio(data: Buffer): void {
    const port = data.length < channelBytes ? undefined : this.#channels.get(data.readUInt32BE(0));
    if (port === undefined) return;
    const packet = decodeAudioPacket(data.subarray(channelBytes));
    if (packet === undefined) this.#socket.close(1008, 'not an audio packet');
    else port.send(packet);
  }

  #sendAudio(channel: number, packet: Uint8Array): void {
    if (this.#socket.bufferedAmount > maxWaitingBytes) return;
    const frame = Buffer.allocUnsafe(channelBytes + packet.length);
    frame.writeUInt32BE(channel, 0);
    frame.set(packet, channelBytes);
    this.#socket.send(frame);
  }

  #answer(id: number, result: InvokeResult): void {
    this.#socket.send(JSON.stringify({ id, result }));
  }

  /** Sends the newest state once a turn, however many came in it. */
  #publish(state: PhoneState): void {
    const isWaiting = this.#stateToSend !== undefined;
    this.#stateToSend = state;
    if (isWaiting) return;
    queueMicrotask(() => {
      this.#socket.send(JSON.stringify({ state: this.#stateToSend }));
      this.#stateToSend = undefined;
    });
  }
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
