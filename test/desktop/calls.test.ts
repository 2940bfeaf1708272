import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startPhoneOf, type PhoneProcess } from '../support/phone-process.ts';
import { launchChromium, openPhoneWindow, type PhoneWindow } from '../support/phone-window.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../support/provider-process.ts';
import { startSoundServer, type SoundServer } from '../support/sound-server.ts';
import { howWellHeard, loudness, speakToFile, type Speech } from '../support/speech.ts';

const heardWell = 0.75;

interface Desk {
  phone: PhoneProcess;
  browser: Browser;
  window: PhoneWindow;
}

describe('two phones and a provider, with real sound', () => {
  let directory: string;
  let sound: SoundServer;
  let provider: ProviderProcess;
  let adas: Desk;
  let bens: Desk;
  let adaSays: Speech;
  let benSays: Speech;

  async function openDesk(account: typeof ada, name: string): Promise<Desk> {
    const phone = await startPhoneOf(account, provider, `${account.name}'s desk`);
    const browser = await launchChromium(sound.environmentOf(name));
    const window = await openPhoneWindow(browser, phone.url);
    await window.page.getByRole('status').filter({ hasText: 'Online' }).waitFor();
    return { phone, browser, window };
  }

  async function connect(): Promise<void> {
    await adas.window.dial(ben.numbers[0] ?? '');
    await bens.window.card('Incoming call').getByRole('button', { name: 'Answer', exact: true }).click();
    await adas.window.card('In call').waitFor();
    await bens.window.card('In call').waitFor();
  }

  async function untilHearing(window: PhoneWindow): Promise<void> {
    await expect.poll(() => window.figure('framesReceived'), { timeout: 20_000 }).toBeGreaterThan(25);
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'byway-desktop-'));
    sound = await startSoundServer(['ada', 'ben']);
    provider = await startProviderProcess();
    adaSays = await speakToFile(
      join(directory, 'ada.wav'),
      'The quick brown fox jumps over the lazy dog by the river.',
      'en-us',
    );
    benSays = await speakToFile(
      join(directory, 'ben.wav'),
      'Seven wizards quietly bake a hundred blueberry pancakes today.',
      'en-gb',
    );
    adas = await openDesk(ada, 'ada');
    bens = await openDesk(ben, 'ben');
  });

  afterEach(async () => {
    for (const desk of [adas, bens]) {
      const end = desk.window
        .card(/^(?:In call|Calling|Ringing|Connecting)/u)
        .getByRole('button', { name: /^(?:End|Cancel)$/u });
      if ((await end.count()) > 0) await end.first().click();
      await desk.window.untilNoCards();
    }
  });

  afterAll(async () => {
    for (const desk of [adas, bens]) {
      await desk.browser.close();
      await desk.phone.stop();
    }
    await provider.stop();
    await sound.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('each hears what the other says, and not something else', async () => {
    await connect();
    await untilHearing(adas.window);
    await untilHearing(bens.window);
    const earOfBen = await sound.listen('ben');
    await sound.speak('ada', adaSays.wavFile);
    await sound.speak('ada', adaSays.wavFile);
    const heardByBen = await earOfBen.stop();
    const earOfAda = await sound.listen('ada');
    await sound.speak('ben', benSays.wavFile);
    await sound.speak('ben', benSays.wavFile);
    const heardByAda = await earOfAda.stop();

    expect(howWellHeard(adaSays.samples, heardByBen).correlation).toBeGreaterThan(heardWell);
    expect(howWellHeard(benSays.samples, heardByAda).correlation).toBeGreaterThan(heardWell);
    expect(howWellHeard(benSays.samples, heardByBen).correlation).toBeLessThan(heardWell);
    expect(howWellHeard(adaSays.samples, heardByAda).correlation).toBeLessThan(heardWell);
  });

  test('a muted microphone is not heard, and is heard again after Unmute', async () => {
    await connect();
    await untilHearing(bens.window);
    await adas.window.button('Mute').click();
    await adas.window.button('Unmute').waitFor();
    const whileMuted = await sound.listen('ben');
    await sound.speak('ada', adaSays.wavFile);
    const muted = await whileMuted.stop();
    await adas.window.button('Unmute').click();
    await adas.window.button('Mute').waitFor();
    const afterwards = await sound.listen('ben');
    await sound.speak('ada', adaSays.wavFile);
    await sound.speak('ada', adaSays.wavFile);
    const unmuted = await afterwards.stop();

    expect(howWellHeard(adaSays.samples, muted).correlation).toBeLessThan(heardWell);
    expect(loudness(muted)).toBeLessThan(loudness(unmuted) / 10);
    expect(howWellHeard(adaSays.samples, unmuted).correlation).toBeGreaterThan(heardWell);
  });

  test('a window that reloads in mid-call shows the call again and goes on hearing and talking', async () => {
    await connect();
    await untilHearing(bens.window);
    await bens.window.page.reload();
    await bens.window.card('In call').waitFor();
    await untilHearing(bens.window);
    const earOfBen = await sound.listen('ben');
    await sound.speak('ada', adaSays.wavFile);
    await sound.speak('ada', adaSays.wavFile);
    const heardByBen = await earOfBen.stop();
    const earOfAda = await sound.listen('ada');
    await sound.speak('ben', benSays.wavFile);
    await sound.speak('ben', benSays.wavFile);
    const heardByAda = await earOfAda.stop();

    expect(howWellHeard(adaSays.samples, heardByBen).correlation).toBeGreaterThan(heardWell);
    expect(howWellHeard(benSays.samples, heardByAda).correlation).toBeGreaterThan(heardWell);
  });

  test('the far side reads who declined, who did not wait, and who hung up', async () => {
    await adas.window.dial(ben.numbers[0] ?? '');
    await bens.window.card('Incoming call').getByRole('button', { name: 'Decline' }).click();
    await adas.window.card('Declined').waitFor();
    await adas.window.untilNoCards();

    await adas.window.dial(ben.numbers[0] ?? '');
    await bens.window.card('Incoming call').waitFor();
    await adas.window
      .card(/^(?:Calling|Ringing)/u)
      .getByRole('button', { name: 'Cancel' })
      .click();
    await bens.window.card('Missed call').waitFor();
    await bens.window.untilNoCards();

    await connect();
    await bens.window.card('In call').getByRole('button', { name: 'End', exact: true }).click();
    await adas.window.card('Ended by them').waitFor();
  });

  test('the echo service says after a second what was said', async () => {
    await adas.window.dial('+12025550100');
    await adas.window.card('In call').waitFor();
    await untilHearing(adas.window);
    const ear = await sound.listen('ada');
    await sound.speak('ada', adaSays.wavFile);
    await sound.speak('ada', adaSays.wavFile);
    const heard = await ear.stop();
    expect(howWellHeard(adaSays.samples, heard).correlation).toBeGreaterThan(heardWell);
  });

  test('the call-back service ends and calls back, and the call back can be answered', async () => {
    await adas.window.dial('+12025550101');
    await adas.window.card('In call').waitFor();
    await adas.window.card('Ended by').waitFor();
    await adas.window.card('Incoming call').getByRole('button', { name: 'Answer', exact: true }).click();
    await adas.window.card('In call').waitFor();
    await untilHearing(adas.window);
  });
});
