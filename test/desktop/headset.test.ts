import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPhoneOf, type PhoneProcess } from '../support/phone-process.ts';
import { launchChromium, openPhoneWindow, type PhoneWindow } from '../support/phone-window.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../support/provider-process.ts';
import { pageHeadsetOf, plugHeadsetIn, type PageHeadset } from './page-headset.ts';

const lamp = { ring: 1, offHook: 2, mute: 4 };

let provider: ProviderProcess;
let browser: Browser;
const phones: PhoneProcess[] = [];
let adas: PhoneWindow;
let bens: PhoneWindow;
let headset: PageHeadset;

beforeAll(async () => {
  provider = await startProviderProcess();
  browser = await launchChromium({}, ['--use-fake-device-for-media-stream']);
  const open = async (account: typeof ada, prepare: () => void): Promise<PhoneWindow> => {
    const phone = await startPhoneOf(account, provider, `Phone of ${account.name}`);
    phones.push(phone);
    return openPhoneWindow(browser, phone.url, {}, prepare);
  };
  adas = await open(ada, plugHeadsetIn);
  bens = await open(ben, () => Object.defineProperty(navigator, 'hid', { value: undefined }));
  headset = pageHeadsetOf(adas.page);
});
afterAll(async () => {
  await browser.close();
  await Promise.all(phones.map((phone) => phone.stop()));
  await provider.stop();
});

/** The card of the only call in a state, whatever is said of the media, which may falter on a busy machine. */
const callIn = ({ page }: PhoneWindow, state: 'active' | 'ended'): Locator => page.locator(`[data-state="${state}"]`);
const shows = (...lit: number[]): Promise<void> =>
  expect.poll(() => headset.lamps(), { timeout: 15_000 }).toBe(lit.reduce((sum, bit) => sum | bit, 0));

test('a headset that is chosen in the settings answers a call, mutes and ends it, and its lamps follow', async () => {
  await adas.button('Settings').click();
  const row = adas.page.getByRole('group', { name: 'Headset buttons' });
  await row.getByText('No headset chosen').waitFor();
  await row.getByRole('button', { name: 'Choose headset' }).click();
  await row.getByText('Headset of the page (connected)').waitFor();
  await adas.button('Done').click();
  await shows();

  await bens.dial(ada.numbers[0] ?? '');
  await adas.card('Incoming call').waitFor();
  await shows(lamp.ring);
  await headset.report(0b01);
  await callIn(adas, 'active').waitFor();
  await callIn(bens, 'active').waitFor();
  await shows(lamp.offHook);

  await headset.report(0b11);
  await headset.report(0b01);
  await adas.button('Unmute').waitFor();
  await shows(lamp.offHook, lamp.mute);
  await adas.button('Unmute').click();
  await shows(lamp.offHook);

  await headset.report(0b00);
  await callIn(bens, 'ended').waitFor();
  await shows();
});

test('a headset is remembered by a page that is loaded again, and a call answered at the screen is not ended by its echo', async () => {
  await adas.page.reload();
  await shows();
  await bens.untilNoCards();
  await bens.dial(ada.numbers[0] ?? '');
  await adas.card('Incoming call').getByRole('button', { name: 'Answer', exact: true }).click();
  await shows(lamp.offHook);
  await callIn(bens, 'active').waitFor();
  await adas.button('End').click();
  await callIn(bens, 'ended').waitFor();
  await shows();
});

test('a second window leaves the headset to the first, and has it once that is closed', async () => {
  const context = adas.page.context();
  const second = await context.newPage();
  await second.addInitScript(plugHeadsetIn);
  await second.goto(new URL('/', adas.page.url()).href);
  await second.getByRole('button', { name: 'Settings', exact: true }).click();
  await second.getByText('Headset of the page (used by another window)').waitFor();
  expect(await pageHeadsetOf(second).lamps()).toBeUndefined();
  await adas.page.close();
  await second.getByText('Headset of the page (connected)').waitFor();
  await expect.poll(() => pageHeadsetOf(second).lamps()).toBe(0);
});

test('a browser without WebHID says so in place of the button', async () => {
  await bens.button('Settings').click();
  const row = bens.page.getByRole('group', { name: 'Headset buttons' });
  await row.getByText('This browser cannot read headset buttons').waitFor();
  expect(await row.getByRole('button').count()).toBe(0);
});
