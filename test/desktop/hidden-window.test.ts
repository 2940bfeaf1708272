import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startEverydayChromium, type EverydayChromium } from '../support/everyday-chromium.ts';
import { openHeadlessPhone, type HeadlessPhone } from '../support/headless-phone.ts';
import { startPhoneOf, type PhoneProcess } from '../support/phone-process.ts';
import { phoneWindowOn, type PhoneWindow } from '../support/phone-window.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../support/provider-process.ts';
import { startSoundServer, type SoundServer } from '../support/sound-server.ts';
import { loudness, speakToFile, type Speech } from '../support/speech.ts';

const echo = '+12025550100';
/** A round of the ring tone, most of whose second half is silence. */
const roundMs = 4000;
const isAudible = 0.005;

/** What was started, however far that came. */
const running = new AsyncDisposableStack();
let directory: string;
let sound: SoundServer;
let provider: ProviderProcess;
let phone: PhoneProcess;
let chromium: EverydayChromium;
let window: PhoneWindow;
let front: Page;
/** Ben's other device, without a window, and who calls him. */
let kitchen: HeadlessPhone;
let caller: HeadlessPhone;
let speech: Speech;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'byway-hidden-'));
  speech = await speakToFile(join(directory, 'speech.wav'), 'Seven wizards bake a hundred pancakes.', 'en-gb');
  running.defer(() => rm(directory, { recursive: true, force: true }));
  sound = running.adopt(await startSoundServer(['ben']), (it) => it.stop());
  provider = running.adopt(await startProviderProcess(), (it) => it.stop());
  phone = running.adopt(await startPhoneOf(ben, provider, 'Desk'), (it) => it.stop());
  kitchen = running.adopt(await openHeadlessPhone(ben, provider, 'Kitchen'), (it) => it.stop());
  caller = running.adopt(await openHeadlessPhone(ada, provider, 'Caller'), (it) => it.stop());
  chromium = running.adopt(await startEverydayChromium(sound.environmentOf('ben')), (it) => it.stop());
});
afterAll(() => running.disposeAsync());

beforeAll(async () => {
  const page = await chromium.context.newPage();
  await page.goto(phone.url);
  await page.getByRole('status').filter({ hasText: 'Online' }).waitFor();
  window = phoneWindowOn(page);
  front = await chromium.context.newPage();
});
beforeEach(hide);
afterEach(async () => {
  for (const { id, state } of caller.phone.state.calls) {
    if (state.kind === 'calling') await caller.phone.cancel(id);
    else if (state.kind !== 'ended') await caller.phone.end(id);
  }
  await Promise.all([kitchen, caller].map((each) => each.until(({ calls }) => calls.every(isOver))));
});

const isOver = ({ state }: { readonly state: { readonly kind: string } }): boolean => state.kind === 'ended';

async function hide(): Promise<void> {
  await front.bringToFront();
  await expect.poll(() => window.page.evaluate(() => document.visibilityState)).toBe('hidden');
}

async function recordFor(ms: number): Promise<Float32Array> {
  const ear = await sound.listen('ben');
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ear.stop();
}

/** How loud it is while Ben says something. */
async function heardWhileSpeaking(): Promise<number> {
  const ear = await sound.listen('ben');
  await sound.speak('ben', speech.wavFile);
  return loudness(await ear.stop());
}

const untilItRings = (): Promise<void> =>
  expect.poll(async () => loudness(await recordFor(roundMs / 4)), { timeout: 30_000 }).toBeGreaterThan(isAudible);

const untilSilent = (): Promise<void> =>
  expect.poll(async () => loudness(await recordFor(roundMs)), { timeout: 60_000 }).toBeLessThan(isAudible / 10);

/** The call rings on both devices of Ben. Resolves with its id in the kitchen. */
async function callBen(): Promise<string> {
  await caller.phone.placeCall({ destination: ben.numbers[0] ?? '' });
  const { calls } = await kitchen.until((state) => state.calls.some(({ state: { kind } }) => kind === 'ringing'));
  return calls.find(({ state }) => state.kind === 'ringing')?.id ?? '';
}

test('a hidden window rings aloud, and falls silent when the call is answered on another device', async () => {
  const id = await callBen();
  await untilItRings();
  await kitchen.phone.answer(id);
  await untilSilent();
  expect(await window.page.evaluate(() => document.visibilityState)).toBe('hidden');
});

test('a window that was frozen rings as soon as it wakes up, for a call that is still there', async () => {
  const session = await chromium.context.newCDPSession(window.page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await callBen();
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await untilItRings();
  await session.detach();
});

test('a call keeps its sound in both directions while the window is hidden', async () => {
  await window.page.bringToFront();
  await window.dial(echo);
  await window.card('In call').waitFor();
  await hide();
  await expect.poll(heardWhileSpeaking, { timeout: 60_000 }).toBeGreaterThan(isAudible);
  await window.page.bringToFront();
  await window.endCalls();
});
