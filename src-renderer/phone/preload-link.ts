import { decodeAudioPacket, encodeAudioPacket, type AudioPacket, type AudioPort } from '../../src-bridge/audio-port.ts';
import type { InvokeResult } from '../../src-bridge/phone-client.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { StateNews } from '../../src-bridge/state-news.ts';
import type { PhoneLink } from './phone-link.ts';
import { StateFeed } from './state-feed.ts';

/**
 * What the preload exposes. A `MessagePort` cannot cross the context bridge, so the port of a call follows the result
 * of `openAudio` as a message of the window: `{ audioOf: callId }` with the port.
 */
export interface PreloadPhone {
  invoke(command: string, args: readonly unknown[]): Promise<InvokeResult>;
  subscribe(listener: (news: StateNews) => void): () => void;
  openAudio(callId: string): Promise<InvokeResult>;
}

declare global {
  interface Window {
    /** Present in the Electron window only. */
    readonly phone?: PreloadPhone;
  }
}

/** The link to the phone in the same application. It is there as long as the window is. */
export function createPreloadLink(phone: PreloadPhone): PhoneLink {
  const feed = new StateFeed();
  const stop = phone.subscribe((news) => feed.take(news));
  return {
    host: 'window',
    bridge: {
      invoke: (command, args) => phone.invoke(command, args),
      subscribe: (listener) => feed.subscribe(listener),
      openAudio: (callId) => openAudio(phone, callId),
    },
    onReach(listener) {
      listener('there');
      return () => undefined;
    },
    retryNow: () => undefined,
    close: stop,
  };
}

async function openAudio(phone: PreloadPhone, callId: string): Promise<AudioPort> {
  const giveUp = new AbortController();
  const arrival = portOf(callId, giveUp.signal);
  const result = await phone.openAudio(callId);
  if (result.ok) return audioPortOver(await arrival);
  giveUp.abort();
  throw new PhoneError(result.failure.code, result.failure);
}

function portOf(callId: string, signal: AbortSignal): Promise<MessagePort> {
  return new Promise((resolve) => {
    const onMessage = (event: MessageEvent<{ readonly audioOf?: string } | null>): void => {
      const [port] = event.ports;
      if (event.source !== window || port === undefined || event.data?.audioOf !== callId) return;
      window.removeEventListener('message', onMessage);
      resolve(port);
    };
    window.addEventListener('message', onMessage, { signal });
  });
}

function audioPortOver(port: MessagePort): AudioPort {
  const listeners = new Set<(packet: AudioPacket) => void>();
  port.onmessage = ({ data }) => {
    const packet = data instanceof Uint8Array ? decodeAudioPacket(data) : undefined;
    if (packet !== undefined) for (const listener of listeners) listener(packet);
  };
  return {
    send(packet) {
      // Copied, not transferred: a buffer in the transfer list never arrives in the main process.
      port.postMessage(encodeAudioPacket(packet));
    },
    onPacket(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      port.close();
      listeners.clear();
    },
  };
}
