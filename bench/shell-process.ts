import { join } from 'node:path';
import { decodeAudioPacket, encodeAudioPacket, payloadTypes } from '../src-bridge/audio-port.ts';
import { channels } from '../src-main/desktop/channels.ts';
import type { SentMessage } from '../test/support/electron/fake-contents.ts';
import { FakePage } from '../test/support/electron/fake-page.ts';
import { answerElectronWithFake } from '../test/support/electron/hooks.ts';

const echo = '+12025550100';
const measuredMs = 10_000;
const [, , directory = '', dataDirectory = ''] = process.argv;

/** Starts the built main process in `directory` on the fake of Electron, talks to the echo service, and prints what it cost. */
answerElectronWithFake();
const { fakeElectron } = await import('../test/support/electron-stub.ts');
process.argv = [process.execPath, '--demo', '--data-dir', dataDirectory];
await import(join(directory, 'index.js'));
fakeElectron.app.becomeReady();

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const until = async <T>(find: () => T | undefined): Promise<T> => {
  for (let found = find(); ; found = find()) {
    if (found !== undefined) return found;
    await turn();
  }
};
const window = await until(() => fakeElectron.desktop.window(''));
const page = new FakePage(fakeElectron, window);
// The page has its first state: performance counts from the start of the process.
const firstStateMs = performance.now();

await until(() => (page.state.connection.kind === 'online' ? true : undefined));
await page.invoke('placeCall', { destination: echo });
const call = await until(() => page.state.calls.find(({ state }) => state.kind === 'active'));
const sender = window.webContents;
await fakeElectron.ipcMain.handlers.get(channels.openAudio)?.(
  { sender, senderFrame: sender.mainFrame } as never,
  call.id,
);
const port = await until(() => sender.sent.find(({ channel }) => channel === channels.audioPort)?.ports[0]);

let states = 0;
let packets = 0;
sender.on('sent', ({ channel }: SentMessage) => (states += channel === channels.state ? 1 : 0));
port.on('message', ({ data }: { data: Uint8Array }) => (packets += decodeAudioPacket(data) === undefined ? 0 : 1));
port.start();
const speaking = setInterval(() => {
  packets++;
  const payload = new Uint8Array(80);
  port.postMessage(
    encodeAudioPacket({ payloadType: payloadTypes.opus, timestampMs: Date.now(), sequence: 0, payload }),
  );
}, 20);
await new Promise((resolve) => setTimeout(resolve, measuredMs));
clearInterval(speaking);
const perSecond = (count: number): number => count / (measuredMs / 1000);
console.log(JSON.stringify({ firstStateMs, statesPerSecond: perSecond(states), packetsPerSecond: perSecond(packets) }));
fakeElectron.app.quit();
process.exit(await fakeElectron.app.exited);
