import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { startPhoneOf, startPhoneProcess } from '../test/support/phone-process.ts';
import { launchChromium, openPhoneWindow, type PhoneWindow } from '../test/support/phone-window.ts';
import { ada, ben, startProviderProcess } from '../test/support/provider-process.ts';

const directory = process.argv[2] ?? join('docs', 'images');
const look: BrowserContextOptions = { deviceScaleFactor: 2, reducedMotion: 'reduce' };
const light: BrowserContextOptions = { ...look, colorScheme: 'light' };
const dark: BrowserContextOptions = { ...look, colorScheme: 'dark' };

/** After two seconds of talk the levels and the quality say something. */
const talkFrames = 100;

async function shoot(window: PhoneWindow, name: string): Promise<void> {
  await window.page.screenshot({ path: join(directory, `${name}.png`) });
}

/** Takes the README's pictures from two phones in a real call: `npm run screenshots [-- DIRECTORY]`. */
async function takeScreenshots(): Promise<void> {
  await mkdir(directory, { recursive: true });
  const provider = await startProviderProcess();
  const newPhone = await startPhoneProcess([]);
  const adasPhone = await startPhoneOf(ada, provider, "Ada's desk");
  const adasKitchen = await startPhoneOf(ada, provider, 'Kitchen phone');
  const bensPhone = await startPhoneOf(ben, provider, "Ben's desk");
  const browser = await launchChromium({}, ['--use-fake-device-for-media-stream']);
  try {
    const firstRun = await openPhoneWindow(browser, newPhone.url, light);
    await firstRun.button('Try it without an account').waitFor();
    await shoot(firstRun, 'first-run');

    const adas = await openPhoneWindow(browser, adasPhone.url, light);
    const bens = await openPhoneWindow(browser, bensPhone.url, dark);
    for (const { page } of [adas, bens]) await page.getByRole('button', { name: 'Dismiss' }).click();
    await adas.dial(ben.numbers[0] ?? '');
    await bens.card('Incoming call').waitFor();
    await adas.card('Ringing').waitFor();
    await shoot(bens, 'ringing');
    await bens.card('Incoming call').getByRole('button', { name: 'Answer', exact: true }).click();
    await adas.card('In call').waitFor();
    while ((await adas.figure('framesReceived')) < talkFrames);
    await adas.button('Call quality').click();
    await shoot(adas, 'in-call');
    const kitchen = await openPhoneWindow(browser, adasKitchen.url, light);
    await kitchen.button('Pull call here').click();
    await adas.card('In use on Kitchen phone').waitFor();
    await shoot(adas, 'remote-in-use');
  } finally {
    await browser.close();
    for (const phone of [newPhone, adasPhone, adasKitchen, bensPhone]) await phone.stop();
    await provider.stop();
  }
}

await takeScreenshots();
