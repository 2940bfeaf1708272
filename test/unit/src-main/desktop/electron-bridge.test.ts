import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeAudioPacket, encodeAudioPacket, type AudioPacket } from '../../../../src-bridge/audio-port.ts';
import { PhoneError } from '../../../../src-bridge/phone-error.ts';
import { channels } from '../../../../src-main/desktop/channels.ts';
import { servePhoneOverIpc } from '../../../../src-main/desktop/electron-bridge.ts';
import { FakeContents } from '../../../support/electron/fake-contents.ts';
import type { FakePort } from '../../../support/electron/fake-ports.ts';
import { ipcMain } from '../../../support/electron-stub.ts';
import { createFakePhone, type FakePhone } from '../../../support/fake-phone.ts';
import { MemoryLog } from '../../../support/memory-ports.ts';
import { samplePhone } from '../../../support/sample-states.ts';

vi.mock('electron', () => import('../../../support/electron-stub.ts'));

const ownPage = 'app://byway/index.html';
const packet: AudioPacket = { payloadType: 1, timestampMs: 1234, sequence: 5, payload: new Uint8Array([1, 2, 3]) };

let phone: FakePhone;
let contents: FakeContents;
let stop: () => void;

beforeEach(() => {
  phone = createFakePhone({ audible: ['c1'] });
  contents = new FakeContents(ownPage);
  stop = servePhoneOverIpc(phone, new MemoryLog());
});

afterEach(() => {
  stop();
  expect(phone.listeners).toBe(0);
  expect([ipcMain.handlers.size, ipcMain.listenerCount(channels.subscribe)]).toEqual([0, 0]);
});

/** Asks as the main frame of `sender` does, unless another frame is given. */
async function ask(channel: string, args: unknown[], sender = contents, frame: unknown = sender.mainFrame) {
  const handler = ipcMain.handlers.get(channel) as (event: object, ...given: unknown[]) => unknown;
  return handler({ sender, senderFrame: frame }, ...args);
}

function subscribe(sender = contents, frame: unknown = sender.mainFrame): void {
  ipcMain.emit(channels.subscribe, { sender, senderFrame: frame });
}

function openedPort(): FakePort {
  const opened = contents.sent.findLast(({ channel }) => channel === channels.audioPort);
  return opened!.ports[0]!;
}

test('a command of our page reaches the phone, and its value or failure comes back', async () => {
  phone.on('placeCall', async () => 'c7');
  phone.on('answer', () => Promise.reject(new PhoneError('not-now')));
  expect(await ask(channels.invoke, ['placeCall', [{ destination: '+14085550100' }]])).toEqual({
    ok: true,
    value: 'c7',
  });
  expect(await ask(channels.invoke, ['answer', ['c1']])).toEqual({ ok: false, failure: { code: 'not-now' } });
  for (const [command, args] of [
    ['answer', [7]],
    ['nothing', []],
    [{}, []],
    ['answer', 'c1'],
    [undefined, undefined],
  ]) {
    const result = await ask(channels.invoke, [command, args]);
    expect(result).toMatchObject({ ok: false, failure: { code: 'bad-command' } });
  }
  expect(phone.commands).toHaveLength(2);
});

test.each([
  ['a page of others', () => new FakeContents('https://evil.example/'), undefined],
  ['another host of our scheme', () => new FakeContents('app://evil/index.html'), undefined],
  ['a frame within our page', () => contents, { url: ownPage }],
  ['a frame that is gone', () => contents, null],
])('%s is heard on no channel', async (_who, senderOf, frame) => {
  const sender = senderOf();
  await expect(ask(channels.invoke, ['retryNow', []], sender, frame)).rejects.toThrow('may not use the phone');
  await expect(ask(channels.openAudio, ['c1'], sender, frame)).rejects.toThrow('may not use the phone');
  subscribe(sender, frame === undefined ? sender.mainFrame : frame);
  expect([phone.commands, phone.ports, phone.listeners, sender.sent]).toEqual([[], [], 0, []]);
});

test('a page that subscribes gets the state at once and then what changes in it', () => {
  subscribe();
  phone.show({ ...phone.state, lines: [] });
  phone.show({ ...phone.state });
  expect(contents.sent.map(({ channel }) => channel)).toEqual([channels.state, channels.state]);
  expect(contents.sent.map(({ message }) => message)).toEqual([
    { state: samplePhone() },
    { changed: { lines: [] }, gone: [] },
  ]);
});

test('a page that is loaded again gets each state once', () => {
  subscribe();
  subscribe();
  expect(contents.sent.map(({ message }) => message)).toEqual([{ state: samplePhone() }, { state: samplePhone() }]);
  contents.sent.length = 0;
  phone.show(samplePhone());
  expect(contents.sent).toHaveLength(1);
  expect(phone.listeners).toBe(1);
});

test('a window that is gone gets nothing more', () => {
  subscribe();
  contents.destroy();
  expect(phone.listeners).toBe(0);
  phone.show(samplePhone());
});

test('the audio of a call flows over a port of its own, in exact copies', async () => {
  expect(await ask(channels.openAudio, ['c1'])).toEqual({ ok: true });
  expect(contents.sent[0]).toMatchObject({ channel: channels.audioPort, message: 'c1' });
  const port = openedPort();
  const [audio] = phone.ports;
  port.start();
  audio!.play({ ...packet, payload: Buffer.from('speech') });
  const [heard] = port.received as Uint8Array[];
  expect(heard!.buffer.byteLength).toBe(heard!.byteLength);
  expect(text(decodeAudioPacket(heard!)!.payload)).toBe('speech');
  port.postMessage(encodeAudioPacket(packet));
  expect(audio!.sent).toEqual([packet]);
});

test('what is no packet is dropped', async () => {
  await ask(channels.openAudio, ['c1']);
  const port = openedPort();
  for (const bad of [null, 'speech', new Uint8Array(3), { payload: new Uint8Array(30) }]) port.postMessage(bad);
  expect(phone.ports[0]!.sent).toEqual([]);
});

test('a port that the page closes closes the audio', async () => {
  await ask(channels.openAudio, ['c1']);
  openedPort().close();
  expect(phone.ports[0]!.isClosed).toBe(true);
});

test('audio that is not to be had is a failure, and no port is handed out', async () => {
  expect(await ask(channels.openAudio, ['c9'])).toEqual({ ok: false, failure: { code: 'no-such-call' } });
  for (const bad of [undefined, 7, '', 'x'.repeat(65)]) {
    expect(await ask(channels.openAudio, [bad])).toMatchObject({ ok: false, failure: { code: 'bad-command' } });
  }
  expect(contents.sent).toEqual([]);
});

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
