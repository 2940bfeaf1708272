import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startPhoneOf, type PhoneProcess } from '../test/support/phone-process.ts';
import { launchChromium, openPhoneWindow, type PhoneWindow } from '../test/support/phone-window.ts';
import {
  ada,
  ben,
  startProviderProcess,
  type ProviderProcess,
  type TestAccount,
} from '../test/support/provider-process.ts';
import { startSoundServer, type SoundServer } from '../test/support/sound-server.ts';
import { speakToFile, type Speech } from '../test/support/speech.ts';

export interface Desk {
  readonly account: TestAccount;
  readonly phone: PhoneProcess;
  readonly browser: Browser;
  readonly window: PhoneWindow;
}

/** Two people at two desks, each with a phone, a window and a microphone, and their provider. */
export interface TwoDesks {
  readonly ada: Desk;
  readonly ben: Desk;
  readonly provider: ProviderProcess;
  readonly sound: SoundServer;
  readonly speech: Speech;
  /** Ada calls Ben, Ben answers; resolves when both are in call. */
  connect(): Promise<void>;
  /** Ada ends the call; resolves when no card is left at either desk. */
  disconnect(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything; `prepare` runs in each page before any script of the phone. */
export async function setUpTwoDesks(prepare?: () => void): Promise<TwoDesks> {
  const directory = await mkdtemp(join(tmpdir(), 'byway-bench-'));
  const sound = await startSoundServer(['ada', 'ben']);
  const provider = await startProviderProcess();
  const speech = await speakToFile(
    join(directory, 'speech.wav'),
    'The quick brown fox jumps over the lazy dog.',
    'en-us',
  );

  async function open(account: TestAccount, name: string): Promise<Desk> {
    const phone = await startPhoneOf(account, provider, `${account.name}'s desk`);
    const browser = await launchChromium(sound.environmentOf(name));
    const window = await openPhoneWindow(browser, phone.url, {}, prepare);
    await window.page.getByRole('status').filter({ hasText: 'Online' }).waitFor();
    return { account, phone, browser, window };
  }

  const adas = await open(ada, 'ada');
  const bens = await open(ben, 'ben');
  return {
    ada: adas,
    ben: bens,
    provider,
    sound,
    speech,
    async connect() {
      await adas.window.dial(ben.numbers[0] ?? '');
      await bens.window.card('Incoming call').getByRole('button', { name: 'Answer', exact: true }).click();
      await adas.window.card('In call').waitFor();
      await bens.window.card('In call').waitFor();
    },
    async disconnect() {
      await adas.window.card('In call').getByRole('button', { name: 'End', exact: true }).click();
      for (const { window } of [adas, bens]) await window.untilNoCards();
    },
    async stop() {
      for (const desk of [adas, bens]) {
        await desk.browser.close();
        await desk.phone.stop();
      }
      await provider.stop();
      await sound.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
