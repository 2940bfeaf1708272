import { ipcMain, MessageChannelMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { z } from 'zod';
import { decodeAudioPacket, encodeAudioPacket } from '../../src-bridge/audio-port.ts';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { InvokeResult } from '../../src-bridge/phone-client.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { newsOf } from '../../src-bridge/state-news.ts';
import { openPhoneDoor } from '../bridge/serve-phone.ts';
import type { Log } from '../session/ports.ts';
import { isOwnPage } from './app-pages.ts';
import { channels } from './channels.ts';

const callIdSchema = z.string().min(1).max(64);

/** Serves `phone` to our own pages over IPC, and a call's audio over a message port. Returns the stop. */
export function servePhoneOverIpc(phone: Phone, log: Log): () => void {
  const door = openPhoneDoor(phone, log);
  const subscriptions = new Map<WebContents, () => void>();

  handle(channels.invoke, (_event, command, args) => door.invoke(String(command), args));
  handle(channels.openAudio, (event, callId) => openAudio(phone, event.sender, callId));
  // A page that is loaded again subscribes again, from the same sender.
  const onSubscribe = (event: IpcMainEvent): void => {
    if (!isTrusted(event)) return;
    const { sender } = event;
    const earlier = subscriptions.get(sender);
    earlier?.();
    if (earlier === undefined) {
      sender.once('destroyed', () => {
        subscriptions.get(sender)?.();
        subscriptions.delete(sender);
      });
    }
    let told: PhoneState | undefined;
    const unsubscribe = phone.subscribe((state) => {
      const news = newsOf(state, told);
      told = state;
      if (news !== undefined && !sender.isDestroyed()) sender.send(channels.state, news);
    });
    subscriptions.set(sender, unsubscribe);
  };
  ipcMain.on(channels.subscribe, onSubscribe);

  return () => {
    ipcMain.removeHandler(channels.invoke);
    ipcMain.removeHandler(channels.openAudio);
    ipcMain.off(channels.subscribe, onSubscribe);
    for (const unsubscribe of subscriptions.values()) unsubscribe();
  };
}

/** The one wrapper of every handler: only the main frame of one of our own pages is heard. */
function handle(channel: string, answer: (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown): void {
  ipcMain.handle(channel, (event, ...args: unknown[]) => {
    if (!isTrusted(event)) throw new Error('this page may not use the phone');
    return answer(event, ...args);
  });
}

function isTrusted(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const { senderFrame } = event;
  return senderFrame !== null && senderFrame === event.sender.mainFrame && isOwnPage(senderFrame.url);
}

function openAudio(phone: Phone, sender: WebContents, given: unknown): InvokeResult {
  try {
    const callId = callIdSchema.safeParse(given);
    if (!callId.success) throw new PhoneError('bad-command', { detail: 'openAudio' });
    const audio = phone.openAudio(callId.data);
    const { port1, port2 } = new MessageChannelMain();
    audio.onPacket((packet) => port1.postMessage(encodeAudioPacket(packet)));
    port1.on('message', ({ data }) => {
      const packet = data instanceof Uint8Array ? decodeAudioPacket(data) : undefined;
      if (packet !== undefined) audio.send(packet);
    });
    port1.on('close', () => audio.close());
    port1.start();
    sender.postMessage(channels.audioPort, callId.data, [port2]);
    return { ok: true };
  } catch (thrown) {
    return { ok: false, failure: PhoneError.from(thrown).toFailure() };
  }
}
