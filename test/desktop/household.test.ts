import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPhoneOf, type PhoneProcess } from '../support/phone-process.ts';
import { launchChromium, openPhoneWindow, type PhoneWindow } from '../support/phone-window.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../support/provider-process.ts';

const echo = '+12025550100';
const someFrames = 25;

let provider: ProviderProcess;
let browser: Browser;
const phones: PhoneProcess[] = [];
let laptop: PhoneWindow;
let desk: PhoneWindow;
let bens: PhoneWindow;

/** Ada has a laptop, a desk and a simulated phone in the kitchen; Ben has one phone. */
beforeAll(async () => {
  provider = await startProviderProcess([{ ...ada, devices: ['Kitchen phone'] }, ben]);
  browser = await launchChromium({}, ['--use-fake-device-for-media-stream']);
  const open = async (account: typeof ada, name: string): Promise<PhoneWindow> => {
    const phone = await startPhoneOf(account, provider, name);
    phones.push(phone);
    return openPhoneWindow(browser, phone.url);
  };
  laptop = await open(ada, 'Laptop');
  desk = await open(ada, 'Desk');
  bens = await open(ben, 'Phone of Ben');
  await laptop.page.getByRole('tab', { name: 'Devices' }).click();
  await laptop.page.getByRole('list', { name: 'Devices' }).getByText('Kitchen phone').waitFor();
});
afterAll(async () => {
  await browser.close();
  await Promise.all(phones.map((phone) => phone.stop()));
  await provider.stop();
});

async function press(window: PhoneWindow, card: string, name: string): Promise<void> {
  await window.card(card).getByRole('button', { name, exact: true }).click();
}

async function choose(window: PhoneWindow, card: string, menu: string, device: string): Promise<void> {
  await press(window, card, menu);
  await window.page.getByRole('menuitem', { name: new RegExp(`^${device}`, 'u') }).click();
}

async function hears(window: PhoneWindow): Promise<void> {
  await expect.poll(() => window.figure('framesReceived'), { timeout: 15_000 }).toBeGreaterThan(someFrames);
}

async function clear(): Promise<void> {
  for (const window of [laptop, desk, bens]) await window.endCalls();
  for (const window of [laptop, desk, bens]) await window.untilNoCards();
}

test('a call rings on every device, is answered on one, pulled to another and pushed to a third', async () => {
  await bens.dial(ada.numbers[0] ?? '');
  await laptop.card('Incoming call').waitFor();
  await press(desk, 'Incoming call', 'Answer');
  await desk.card('In call').waitFor();
  await laptop.card('In use on Desk').waitFor();
  await press(laptop, 'In use on Desk', 'Pull call here');
  await laptop.card('In call').waitFor();
  await desk.card('In use on Laptop').waitFor();
  await hears(laptop);
  await choose(laptop, 'In call', 'Move to another device', 'Kitchen phone');
  await desk.card('In use on Kitchen phone').waitFor();
  await hears(bens);
  await press(desk, 'In use on Kitchen phone', 'End');
  await bens.card('Ended by them').waitFor();
  await clear();
});

test('a call is answered on another device, which is told who asked', async () => {
  await bens.dial(ada.numbers[0] ?? '');
  await choose(laptop, 'Incoming call', 'Answer on another device', 'Desk');
  await desk.card('In call').getByText('Asked for by Laptop').waitFor();
  await hears(desk);
  await press(laptop, 'In use on Desk', 'End');
  await clear();
});

test('a call is placed on another device, and moved here', async () => {
  await laptop.page.getByRole('textbox', { name: 'Name or number' }).fill(echo);
  await laptop.button('Call from another device').click();
  await laptop.page.getByRole('menuitem', { name: /^Kitchen phone/u }).click();
  await laptop.card('In use on Kitchen phone').waitFor();
  await press(laptop, 'In use on Kitchen phone', 'Pull call here');
  await hears(laptop);
  await clear();
});

test('two calls take turns, and are connected with each other', async () => {
  await bens.dial(ada.numbers[0] ?? '');
  await press(laptop, 'Incoming call', 'Answer');
  await laptop.card('In call').waitFor();
  await laptop.dial(echo);
  await laptop.card('On hold').waitFor();
  await bens.card('In call').getByText('They put you on hold').waitFor();
  await press(laptop, 'In call', 'Swap');
  await bens.card('In call').getByText('They put you on hold').waitFor({ state: 'detached' });
  await laptop.card('On hold, \\+1 202 555 0100').waitFor();
  await press(laptop, 'In call', 'Keypad');
  await press(laptop, 'In call', '5');
  await bens.card('In call').getByText('They pressed: 5').waitFor();
  await press(laptop, 'In call', 'Transfer');
  await press(laptop, 'In call', 'Connect with +1 202 555 0100');
  await laptop.card('Transferred').first().waitFor();
  await bens
    .card('In call, \\+1 202 555 0100')
    .getByText(/^Transferred by/u)
    .waitFor();
  await clear();
});
