import { afterEach, expect, test } from 'vitest';
import { decodeAudioPacket, encodeAudioPacket, payloadTypes } from '../../src-bridge/audio-port.ts';
import type { CallAppearance, PhoneState } from '../../src-bridge/phone-state.ts';
import { connectWindow, enter, type VisitorSocket } from '../support/host-visitor.ts';
import { httpVersions } from '../support/http-versions.ts';
import { startPhoneOf, startPhoneProcess, type PhoneProcess } from '../support/phone-process.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../support/provider-process.ts';

const running: (PhoneProcess | ProviderProcess)[] = [];

afterEach(async () => {
  for (const process of running.splice(0).toReversed()) await process.stop();
});

async function windowOf(starting: Promise<PhoneProcess>): Promise<VisitorSocket> {
  const phone = await starting;
  running.push(phone);
  const window = await connectWindow(phone.url, {
    origin: new URL(phone.url).origin,
    cookie: await enter(phone.url),
  });
  await stateWhere(window, ({ connection }) => connection.kind === 'online');
  return window;
}

async function stateWhere(window: VisitorSocket, holds: (state: PhoneState) => boolean): Promise<PhoneState> {
  for (;;) {
    const frame = (await window.next()) as { state?: PhoneState };
    if (frame.state !== undefined && holds(frame.state)) return frame.state;
  }
}

async function callWhere(window: VisitorSocket, holds: (call: CallAppearance) => boolean): Promise<CallAppearance> {
  const { calls } = await stateWhere(window, (state) => state.calls.some(holds));
  return calls.find(holds)!;
}

/** Opens the audio of a call and keeps speaking `words`, a frame every 20 ms, until stopped. */
async function speak(window: VisitorSocket, { id, audio }: CallAppearance, words: string): Promise<() => void> {
  const result = (await window.ask({ id: 100, openAudio: id })) as { value: number };
  const head = Buffer.alloc(4);
  head.writeUInt32BE(result.value);
  const payloadType = payloadTypes[audio!.codec];
  const timer = setInterval(() => {
    const packet = { payloadType, timestampMs: Date.now(), sequence: 0, payload: Buffer.from(words) };
    window.send(Buffer.concat([head, encodeAudioPacket(packet)]));
  }, 20);
  return () => clearInterval(timer);
}

/** Resolves when a packet with `words` has come. */
async function hear(window: VisitorSocket, words: string): Promise<void> {
  for (;;) {
    const frame = await window.next();
    const packet = Buffer.isBuffer(frame) ? decodeAudioPacket(frame.subarray(4)) : undefined;
    if (packet !== undefined && Buffer.from(packet.payload).toString() === words) return;
  }
}

test('the echo service of the demo returns what is said', async () => {
  const window = await windowOf(startPhoneProcess(['--demo']));
  await window.ask({ id: 1, invoke: 'placeCall', args: [{ destination: '+12025550100' }] });
  const call = await callWhere(window, ({ audio }) => audio !== undefined);
  const hush = await speak(window, call, 'is anybody there');
  await hear(window, 'is anybody there');
  hush();
  expect(await window.ask({ id: 2, invoke: 'end', args: [call.id] })).toEqual({ ok: true });
  const ended = await callWhere(window, ({ state }) => state.kind === 'ended');
  expect(ended.state).toMatchObject({ kind: 'ended' });
});

test.each(httpVersions)('two phones call, answer and hear each other over $name', async ({ name }) => {
  const extra = name === 'HTTP/3' ? ['--http3'] : [];
  const provider = await startProviderProcess([ada, ben], extra);
  running.push(provider);
  const [caller, callee] = [
    await windowOf(startPhoneOf(ada, provider, 'Desk of Ada', extra)),
    await windowOf(startPhoneOf(ben, provider, 'Desk of Ben', extra)),
  ];
  await caller.ask({ id: 1, invoke: 'placeCall', args: [{ destination: ben.numbers[0] }] });
  const ringing = await callWhere(callee, ({ state }) => state.kind === 'ringing');
  expect(ringing.party.number).toBe(ada.numbers[0]);
  expect(await callee.ask({ id: 1, invoke: 'answer', args: [ringing.id] })).toEqual({ ok: true });
  const [outbound, inbound] = await Promise.all([
    callWhere(caller, ({ state, audio }) => state.kind === 'active' && audio !== undefined),
    callWhere(callee, ({ state, audio }) => state.kind === 'active' && audio !== undefined),
  ]);
  const hush = [await speak(caller, outbound, 'hello ben'), await speak(callee, inbound, 'hello ada')];
  await Promise.all([hear(caller, 'hello ada'), hear(callee, 'hello ben')]);
  for (const stop of hush) stop();
  await callee.ask({ id: 2, invoke: 'end', args: [inbound.id] });
  await callWhere(caller, ({ state }) => state.kind === 'ended');
});
