import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { payloadTypes } from '../../src-bridge/audio-port.ts';
import { serveBuiltPages, type BuiltPages } from '../support/electron/built-pages.ts';
import { showInChromium } from '../support/electron/chromium-page.ts';
import { HttpNet } from '../support/electron/http-net.ts';
import { startShell, type RunningShell } from '../support/electron/running-shell.ts';
import { openHeadlessPhone, type HeadlessPhone } from '../support/headless-phone.ts';
import { launchChromium } from '../support/phone-window.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../support/provider-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let built: BuiltPages;
let browser: Browser;
let provider: ProviderProcess;
let net: HttpNet;
let shell: RunningShell;
let caller: HeadlessPhone;
let context: BrowserContext;
let main: Page;

beforeAll(async () => {
  built = await serveBuiltPages();
  browser = await launchChromium({}, ['--use-fake-device-for-media-stream']);
  provider = await startProviderProcess([ada, ben]);
});

afterAll(async () => {
  await browser.close();
  await built.stop();
  await provider.stop();
});

beforeEach(async () => {
  net = new HttpNet(await readFile(provider.ca, 'utf8'));
  shell = await startShell({
    directory: await temporaryDirectory(),
    net,
    args: ['--provider', provider.url, '--token', ada.token, '--device-name', 'Desk'],
  });
  caller = await openHeadlessPhone(ben, provider, "Ben's phone");
  context = await browser.newContext({ permissions: ['microphone'] });
  main = await showInChromium(shell, shell.desktop.window('')!, context, built);
  await main.getByRole('status').getByText('Online').waitFor();
});

afterEach(async () => {
  await context.close();
  await shell.stop();
  await caller.stop();
  net.close();
});

/** Ben calls; resolves with the page of the ring window. */
async function ring(): Promise<Page> {
  await caller.phone.placeCall({ destination: ada.numbers[0]! });
  await shell.until(({ calls: [call] }) => call?.state.kind === 'ringing');
  const page = await showInChromium(shell, shell.desktop.window('ring')!, context, built);
  await page.getByRole('listitem', { name: /^Incoming call/u }).waitFor();
  return page;
}

test('the ring window shows the call, and its button Answer answers it with sound in the main window', async () => {
  const ringPage = await ring();
  await ringPage.getByRole('button', { name: 'Answer', exact: true }).click();
  await main.getByRole('listitem', { name: /^In call/u }).waitFor();
  expect(shell.desktop.window('ring')).toBeUndefined();
  const { calls } = await caller.until(({ calls: [call] }) => call?.state.kind === 'active');
  const audio = caller.phone.openAudio(calls[0]!.id);
  // Main itself sends comfort noise; speech comes from the page alone.
  await new Promise<void>((resolve) =>
    audio.onPacket(({ payloadType }) => {
      if (payloadType === payloadTypes.opus) resolve();
    }),
  );
  expect(await main.evaluate(() => crossOriginIsolated)).toBe(true);
});

test('the button Decline of the ring window declines on all devices', async () => {
  const ringPage = await ring();
  await ringPage.getByRole('button', { name: 'Decline', exact: true }).click();
  await caller.until(({ calls: [call] }) => call?.state.kind === 'ended');
  await vi.waitFor(() => expect(shell.desktop.window('ring')).toBeUndefined());
});

test('the strip mutes and ends the call, and opens the window on it', async () => {
  const ringPage = await ring();
  await ringPage.getByRole('button', { name: 'Answer', exact: true }).click();
  await main.getByRole('listitem', { name: /^In call/u }).waitFor();
  shell.desktop.window('')!.close();
  const strip = await showInChromium(shell, shell.desktop.window('strip')!, context, built);
  await strip.getByRole('button', { name: 'Mute', exact: true }).click();
  await main.getByRole('button', { name: 'Unmute', exact: true }).waitFor();
  await strip.getByRole('button', { name: 'Open', exact: true }).click();
  await vi.waitFor(() => expect(shell.desktop.window('')!.isFocused()).toBe(true));
  await main.waitForFunction(() => document.activeElement?.textContent.trim() === 'Unmute');
  await main.getByRole('button', { name: 'End', exact: true }).click();
  await caller.until(({ calls: [call] }) => call?.state.kind === 'ended');
});

test('a telephone link fills the dial box, once, and calls nobody', async () => {
  shell.app.emit('open-url', { preventDefault() {} }, 'tel:+1-408-555-0120');
  const box = main.getByRole('textbox', { name: 'Name or number' });
  await vi.waitFor(async () => expect(await box.inputValue()).toBe('+1 408 555 0120'), { timeout: 10_000 });
  await shell.until(({ dialOffer }) => dialOffer === undefined);
  expect(shell.page.state.calls).toEqual([]);
  await main.getByRole('button', { name: 'Call', exact: true }).click();
  await main.getByRole('listitem', { name: /^(?:Calling|Ringing)/u }).waitFor();
});

test('the settings of the desktop are there, and what they change holds', async () => {
  await main.getByRole('button', { name: 'Settings' }).click();
  const settings = main.getByRole('region', { name: 'Settings' });
  await settings.getByRole('switch', { name: 'Window on top when a call comes in' }).click();
  await settings.getByRole('switch', { name: 'Answer or end' }).click();
  await shell.until((state) => state.settings.desktop.shortcuts.includes('answer-or-end'));
  expect([...shell.desktop.shortcuts.keys()]).toEqual(['CommandOrControl+Alt+Shift+A']);
  await caller.phone.placeCall({ destination: ada.numbers[0]! });
  await main.getByRole('listitem', { name: /^Incoming call/u }).waitFor();
  expect(shell.desktop.window('ring')).toBeUndefined();
  shell.desktop.shortcuts.get('CommandOrControl+Alt+Shift+A')!();
  await main.getByRole('listitem', { name: /^In call/u }).waitFor();
});
