import type { AudioPort } from '../../src-bridge/audio-port.ts';
import type { InvokeResult } from '../../src-bridge/phone-client.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { StateNews } from '../../src-bridge/state-news.ts';
import { decodeChannelFrame } from './channel-frame.ts';
import { parseHostMessage } from './host-message.ts';
import type { PhoneLink, Reach } from './phone-link.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';
import { SocketAudioPort } from './socket-audio-port.ts';
import { StateFeed } from './state-feed.ts';

/** Attempts that fail before the page says that the phone is not running. */
const patientAttempts = 3;
/** Bytes that may wait in the socket before audio is dropped: half a second of Opus. */
const mostBufferedBytes = 16_384;

export interface SocketLinkParts {
  readonly openSocket: () => WebSocket;
  /** Runs `task` once after `delayMs`; returns the way to prevent that. */
  readonly after: (delayMs: number, task: () => void) => () => void;
}

/**
 * The link to the phone over the WebSocket of the browser host. It reconnects by itself, and audio ports that are
 * open continue on the new socket.
 */
export class SocketLink implements PhoneLink {
  readonly host = 'browser';
  readonly bridge = {
    invoke: (command: string, args: readonly unknown[]) => this.#request({ invoke: command, args }),
    subscribe: (listener: (state: PhoneState) => void) => this.#feed.subscribe(listener),
    openAudio: (callId: string) => this.#openAudio(callId),
  };
  readonly #parts: SocketLinkParts;
  readonly #feed = new StateFeed();
  readonly #reachListeners = new Set<(reach: Reach) => void>();
  readonly #pending = new Map<number, (result: InvokeResult) => void>();
  readonly #ports = new Set<SocketAudioPort>();
  #socket: WebSocket | undefined;
  #reach: Reach = 'connecting';
  #failedAttempts = 0;
  #nextId = 1;
  #cancelRetry: () => void = () => undefined;
  #isClosed = false;

  constructor(parts: SocketLinkParts) {
    this.#parts = parts;
    this.#connect();
  }

  onReach(listener: (reach: Reach) => void): () => void {
    this.#reachListeners.add(listener);
    listener(this.#reach);
    return () => this.#reachListeners.delete(listener);
  }

  retryNow(): void {
    if (this.#socket !== undefined || this.#isClosed) return;
    this.#cancelRetry();
    this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#socket?.close();
  }

  #connect(): void {
    const socket = this.#parts.openSocket();
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) =>
      typeof data === 'string' ? this.#onText(data) : this.#onBinary(data);
    socket.onopen = () => this.#reopenPorts();
    socket.onclose = () => this.#onLost();
  }

  #onLost(): void {
    this.#socket = undefined;
    for (const port of this.#ports) port.channel = undefined;
    for (const settle of this.#pending.values()) settle(unreachable);
    this.#pending.clear();
    if (this.#isClosed) return;
    const delayMs = reconnectDelayMs(this.#failedAttempts);
    this.#failedAttempts += 1;
    this.#setReach(this.#failedAttempts >= patientAttempts ? 'away' : 'connecting');
    this.#cancelRetry = this.#parts.after(delayMs, () => this.#connect());
  }

  #onText(frame: string): void {
    const message = parseHostMessage(frame);
    if (message === undefined) return;
    if ('state' in message || 'changed' in message) return this.#onState(message);
    if ('closeAudio' in message) return this.#forgetChannel(message.closeAudio);
    this.#pending.get(message.id)?.(message.result);
    this.#pending.delete(message.id);
  }

  #onState(news: StateNews): void {
    this.#failedAttempts = 0;
    this.#feed.take(news);
    this.#setReach('there');
  }

  #onBinary(data: ArrayBuffer): void {
    const frame = decodeChannelFrame(data);
    if (frame !== undefined) this.#portOn(frame.channel)?.deliver(frame.packet);
  }

  #request(message: object): Promise<InvokeResult> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return Promise.resolve(unreachable);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      socket.send(JSON.stringify({ id, ...message }));
    });
  }

  async #openAudio(callId: string): Promise<AudioPort> {
    const channel = await this.#openChannel(callId);
    const port = new SocketAudioPort(callId, channel, {
      sendFrame: (frame) => this.#sendFrame(frame),
      closeChannel: (closing) => this.#closeChannel(closing),
    });
    this.#ports.add(port);
    return port;
  }

  async #openChannel(callId: string): Promise<number> {
    const result = await this.#request({ openAudio: callId });
    if (!result.ok) throw new PhoneError(result.failure.code, result.failure);
    if (typeof result.value !== 'number') throw new PhoneError('bad-command');
    return result.value;
  }

  #sendFrame(frame: Uint8Array<ArrayBuffer>): void {
    const socket = this.#socket;
    if (socket?.readyState === WebSocket.OPEN && socket.bufferedAmount < mostBufferedBytes) socket.send(frame);
  }

  #closeChannel(port: SocketAudioPort): void {
    this.#ports.delete(port);
    if (port.channel === undefined || this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ closeAudio: port.channel }));
  }

  /** The host closed a channel: the call ended, or another window took its audio. The port stays silent from now on. */
  #forgetChannel(channel: number): void {
    const port = this.#portOn(channel);
    if (port === undefined) return;
    port.channel = undefined;
    this.#ports.delete(port);
  }

  #reopenPorts(): void {
    for (const port of this.#ports) {
      this.#openChannel(port.callId).then(
        (channel) => this.#resume(port, channel),
        () => this.#ports.delete(port),
      );
    }
  }

  #resume(port: SocketAudioPort, channel: number): void {
    port.channel = channel;
    if (!this.#ports.has(port)) this.#closeChannel(port);
  }

  #portOn(channel: number): SocketAudioPort | undefined {
    return [...this.#ports].find((port) => port.channel === channel);
  }

  #setReach(reach: Reach): void {
    if (reach === this.#reach) return;
    this.#reach = reach;
    for (const listener of this.#reachListeners) listener(reach);
  }
}

const unreachable: InvokeResult = { ok: false, failure: { code: 'not-running' } };
