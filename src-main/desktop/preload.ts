import { contextBridge, ipcRenderer } from 'electron';
import type { StateNews } from '../../src-bridge/state-news.ts';
import { channels } from './channels.ts';

/** The window's half of the bridge. It carries values only; the port of a call follows as a message of the window. */
contextBridge.exposeInMainWorld('phone', {
  invoke: (command: string, args: readonly unknown[]) => ipcRenderer.invoke(channels.invoke, command, args),
  subscribe(listener: (news: StateNews) => void) {
    const pass = (_event: unknown, news: StateNews): void => listener(news);
    ipcRenderer.on(channels.state, pass);
    ipcRenderer.send(channels.subscribe);
    return () => ipcRenderer.off(channels.state, pass);
  },
  openAudio: (callId: string) => ipcRenderer.invoke(channels.openAudio, callId),
});

ipcRenderer.on(channels.audioPort, (event, callId: string) => {
  window.postMessage({ audioOf: callId }, window.location.origin, [...event.ports]);
});
