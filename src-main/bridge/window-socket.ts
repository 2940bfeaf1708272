import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { InvokeResult } from '../../src-bridge/phone-client.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { newsOf } from '../../src-bridge/state-news.ts';
import type { Log } from '../session/ports.ts';
import { AudioChannels, type AudioHolders } from './audio-channels.ts';
import { openPhoneDoor, type PhoneDoor } from './serve-phone.ts';

/** Bytes that wait for a window before its audio is dropped: about 200 ms of ten calls. */
const maxWaitingBytes = 16 * 1024;

const messageSchema = z.union([
  z.strictObject({ id: z.int(), invoke: z.string().max(64), args: z.array(z.unknown()).max(8) }),
  z.strictObject({ id: z.int(), openAudio: z.string().min(1).max(64) }),
  z.strictObject({ closeAudio: z.int() }),
]);

/** What all windows of a phone share. */
export interface WindowOptions {
  readonly phone: Phone;
  readonly holders: AudioHolders;
  readonly log: Log;
}

/**
 * Serves a phone to one window over a WebSocket until it closes. Text frames are JSON: `{id, invoke, args}`,
 * `{id, openAudio}` and `{closeAudio}` in; `{id, result}`, `StateNews` and `{closeAudio}` out. Binary frames are those of
 * `AudioChannels`. A frame that is none of these closes the socket.
 */
export function serveWindow(socket: WebSocket, options: WindowOptions): void {
  const window = new WindowSocket(socket, options);
  socket.on('message', (data, isBinary) => window.take(data as Buffer, isBinary));
  socket.on('error', (error) => options.log.warn('window failed', { cause: error }));
  socket.on('close', () => window.close());
}

class WindowSocket {
  readonly #socket: WebSocket;
  readonly #door: PhoneDoor;
  readonly #audio: AudioChannels;
  readonly #unsubscribe: () => void;
  #told: PhoneState | undefined;
  #stateToSend: PhoneState | undefined;

  constructor(socket: WebSocket, { phone, holders, log }: WindowOptions) {
    this.#socket = socket;
    this.#door = openPhoneDoor(phone, log);
    this.#audio = new AudioChannels({
      phone,
      holders,
      sendFrame: (frame) => this.#sendAudio(frame),
      onLost: (channel) => this.#send({ closeAudio: channel }),
    });
    this.#unsubscribe = phone.subscribe((state) => this.#publish(state));
  }

  take(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      if (!this.#audio.take(data)) this.#socket.close(1008, 'not an audio packet');
      return;
    }
    const message = messageSchema.safeParse(parse(data));
    if (!message.success) return this.#socket.close(1008, 'not a message of the bridge');
    const frame = message.data;
    if ('invoke' in frame) void this.#invoke(frame);
    else if ('openAudio' in frame) this.#send({ id: frame.id, result: this.#openAudio(frame.openAudio) });
    else this.#audio.close(frame.closeAudio);
  }

  close(): void {
    this.#unsubscribe();
    this.#audio.closeAll();
  }

  async #invoke({ id, invoke, args }: { id: number; invoke: string; args: unknown[] }): Promise<void> {
    this.#send({ id, result: await this.#door.invoke(invoke, args) });
  }

  #openAudio(callId: string): InvokeResult {
    try {
      return { ok: true, value: this.#audio.open(callId) };
    } catch (thrown) {
      return { ok: false, failure: PhoneError.from(thrown).toFailure() };
    }
  }

  #sendAudio(frame: Uint8Array): void {
    if (this.#socket.bufferedAmount <= maxWaitingBytes) this.#socket.send(frame);
  }

  #send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Tells of the newest state once a turn, however many came in it. */
  #publish(state: PhoneState): void {
    const isWaiting = this.#stateToSend !== undefined;
    this.#stateToSend = state;
    if (isWaiting) return;
    queueMicrotask(() => {
      const news = this.#stateToSend && newsOf(this.#stateToSend, this.#told);
      this.#told = this.#stateToSend;
      this.#stateToSend = undefined;
      if (news !== undefined) this.#send(news);
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
