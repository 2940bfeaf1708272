import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { AudioProblem } from '../../../src-renderer/audio/audio-desk.ts';
import { launchChromium } from '../../support/phone-window.ts';
import { startSoundServer, type SoundServer } from '../../support/sound-server.ts';
import { loudness } from '../../support/speech.ts';
import { startDeskHost, type DeskHost } from './desk-host.ts';
import { soundDevicesOf, type SoundDevices } from './sound-devices.ts';

const plan = { codec: 'opus', sampleRate: 48_000, frameMs: 20 } as const;
const network = { delayMs: [20, 20], loss: 0 } as const;

let host: DeskHost;
let sound: SoundServer;
let devices: SoundDevices;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  host = await startDeskHost();
  sound = await startSoundServer(['desk', 'room']);
  devices = soundDevicesOf(sound);
  browser = await launchChromium(sound.environmentOf('desk'));
});

afterAll(async () => {
  await browser.close();
  await sound.stop();
  await host.stop();
});

beforeEach(() => openPage(browser));

afterEach(async () => {
  await page.evaluate(() => window.rig.desk.close());
  await page.waitForFunction(() => window.rig.openContexts === 0 && window.rig.liveTracks === 0);
  await page.context().close();
});

async function openPage(within: Browser): Promise<void> {
  const context = await within.newContext();
  page = await context.newPage();
  await page.goto(host.url);
  await page.waitForFunction(() => 'rig' in window);
}

/** Chooses the devices of `phone`, as a person does in the settings. */
async function choose(wanted: { readonly microphone?: string; readonly speaker?: string }): Promise<void> {
  await page.evaluate(async ({ microphone, speaker }) => {
    await window.rig.desk.requestMicrophone();
    const { microphones, speakers } = await window.rig.desk.listDevices();
    const named = (list: typeof speakers, label: string) =>
      list.filter((choice) => choice.kind === 'device' && choice.label === label);
    for (const choice of named(microphones, microphone ?? '')) window.rig.change({ microphone: choice });
    for (const choice of named(speakers, speaker ?? '')) window.rig.change({ speaker: choice });
  }, wanted);
}

async function startCall(): Promise<void> {
  await page.evaluate(([chosen, way]) => window.rig.startCall(chosen, way), [plan, network] as const);
}

async function sendFrames(count: number): Promise<void> {
  const sent = await page.evaluate(() => window.rig.port.sent.length);
  await page.waitForFunction((enough) => window.rig.port.sent.length >= enough, sent + count);
}

async function hearFrames(count: number): Promise<void> {
  const received = await page.evaluate(() => window.rig.audio.figures.framesReceived);
  await page.waitForFunction((enough) => window.rig.audio.figures.framesReceived >= enough, received + count);
}

async function untilProblem(kind: AudioProblem['kind'] | undefined): Promise<AudioProblem | undefined> {
  await page.waitForFunction((wanted) => window.rig.problem?.kind === wanted, kind);
  return page.evaluate(() => window.rig.problem);
}

test('microphones and speakers are listed by name, without the entries of the system', async () => {
  const lists = await page.evaluate(async () => {
    await window.rig.desk.requestMicrophone();
    const { microphones, speakers } = await window.rig.desk.listDevices();
    return [microphones, speakers].map((list) => list.map((choice) => (choice.kind === 'device' ? choice.label : '-')));
  });
  expect(lists).toEqual([
    ['in-desk', 'in-room'],
    ['mic-desk', 'ear-desk', 'mic-room', 'ear-room'],
  ]);
});

test('a speaker that is chosen in mid-call is used at once', async () => {
  await choose({});
  await startCall();
  await hearFrames(10);
  await choose({ speaker: 'ear-room' });
  await page.evaluate(() => window.rig.keep('tone', window.rig.desk.startTone('busy')));
  const room = await sound.listen('room');
  await hearFrames(75);
  expect(loudness(await room.stop())).toBeGreaterThan(0.005);
  await page.evaluate(() => window.rig.stop('tone'));
});

test('a microphone that is pulled out is replaced, and taken again when it is back', async () => {
  await choose({ microphone: 'in-room' });
  await startCall();
  await sendFrames(20);
  await devices.unplugMicrophone('room');
  expect(await untilProblem('device-lost')).toEqual({
    kind: 'device-lost',
    label: 'in-room',
    usedInstead: 'in-desk',
  });
  await sendFrames(20);
  await devices.plugMicrophone('room');
  await untilProblem(undefined);
  await sendFrames(20);
});

test('a speaker that is pulled out is replaced in mid-call, and taken again when it is back', async () => {
  await choose({ speaker: 'ear-room' });
  await startCall();
  await hearFrames(20);
  await devices.unplugSpeaker('room');
  expect(await untilProblem('device-lost')).toMatchObject({ label: 'ear-room' });
  await hearFrames(50);
  await devices.plugSpeaker('room');
  await untilProblem(undefined);
  await hearFrames(50);
});

test('without any microphone the call plays, and it speaks as soon as one is plugged in', async () => {
  for (const phone of ['desk', 'room']) await devices.unplugMicrophone(phone);
  await startCall();
  await untilProblem('no-microphone');
  await page.evaluate(() => {
    const payload = new Uint8Array(160).fill(0xff);
    const timer = setInterval(() => {
      window.rig.port.inject({ payloadType: 2, timestampMs: Date.now(), payload });
    }, 20);
    window.rig.keep('far side', () => clearInterval(timer));
  });
  await hearFrames(20);
  await page.evaluate(() => window.rig.stop('far side'));
  expect(await page.evaluate(() => window.rig.port.sent.length)).toBe(0);
  for (const phone of ['desk', 'room']) await devices.plugMicrophone(phone);
  await untilProblem(undefined);
  await sendFrames(20);
});

test('a refused microphone is told, and the call still plays', async () => {
  await page.evaluate(() => window.rig.desk.close());
  await page.context().close();
  const refusing = await launchChromium(sound.environmentOf('desk'), ['--use-fake-ui-for-media-stream=deny']);
  onTestFinished(() => refusing.close());
  await openPage(refusing);
  await startCall();
  await untilProblem('microphone-denied');
  expect(await page.evaluate(() => window.rig.desk.requestMicrophone())).toBe(false);
  await page.evaluate(() => {
    for (let index = 0; index < 20; index++) {
      window.rig.port.inject({ payloadType: 3, timestampMs: index * 20, payload: new Uint8Array(160).fill(0xd5) });
    }
  });
  await hearFrames(10);
});
