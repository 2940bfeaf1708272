import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startPhoneOf, type PhoneProcess } from './phone-process.ts';
import { launchChromium, openPhoneWindow, type PhoneWindow } from './phone-window.ts';
import { ada, ben, startProviderProcess, type ProviderProcess, type TestAccount } from './provider-process.ts';
import { startSoundServer, type SoundServer } from './sound-server.ts';
import { speakToFile, type Speech } from './speech.ts';

/** One person with a phone, a window, a microphone and a speaker, and something to say. */
export interface Desk {
  readonly account: TestAccount;
  readonly phone: PhoneProcess;
  readonly browser: Browser;
  readonly window: PhoneWindow;
  readonly speech: Speech;
  /** Says the desk's sentence into its microphone, `times` in a row. */
  say(times: number): Promise<void>;
}

/** Two people at two desks and their provider. */
export interface TwoDesks {
  readonly ada: Desk;
  readonly ben: Desk;
  readonly provider: ProviderProcess;
  readonly sound: SoundServer;
  /** Ada calls Ben, Ben answers; resolves when both are in call. */
  connect(): Promise<void>;
  /** Ends what is left of a call; resolves when no card is left at either desk. */
  clear(): Promise<void>;
  /** Lets `speaker` talk until `listener` has got `frames` frames. */
  untilHeard(listener: Desk, speaker: Desk, frames?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything; `prepare` runs in each page before any script of the phone. What began is stopped on failure. */
export async function setUpTwoDesks(prepare?: () => void): Promise<TwoDesks> {
  await using starting = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'byway-desks-'));
  starting.defer(() => rm(directory, { recursive: true, force: true }));
  const sound = starting.adopt(await startSoundServer(['ada', 'ben']), (server) => server.stop());
  const provider = starting.adopt(await startProviderProcess(), (server) => server.stop());

  async function open(account: TestAccount, sentence: string, voice: string): Promise<Desk> {
    const speech = await speakToFile(join(directory, `${account.user}.wav`), sentence, voice);
    const phone = starting.adopt(await startPhoneOf(account, provider, `${account.name}'s desk`), (process) =>
      process.stop(),
    );
    const browser = starting.adopt(await launchChromium(sound.environmentOf(account.user)), (chromium) =>
      chromium.close(),
    );
    const window = await openPhoneWindow(browser, phone.url, {}, prepare);
    await window.page.getByRole('status').filter({ hasText: 'Online' }).waitFor();
    const say = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time++) await sound.speak(account.user, speech.wavFile);
    };
    return { account, phone, browser, window, speech, say };
  }

  const adas = await open(ada, 'The quick brown fox jumps over the lazy dog by the river.', 'en-us');
  const bens = await open(ben, 'Seven wizards quietly bake a hundred blueberry pancakes today.', 'en-gb');
  const running = starting.move();
  return {
    ada: adas,
    ben: bens,
    provider,
    sound,
    async connect() {
      await adas.window.dial(ben.numbers[0] ?? '');
      await bens.window.card('Incoming call').getByRole('button', { name: 'Answer', exact: true }).click();
      await adas.window.card('In call').waitFor();
      await bens.window.card('In call').waitFor();
    },
    async clear() {
      for (const { window } of [adas, bens]) await window.endCalls();
      for (const { window } of [adas, bens]) await window.untilNoCards();
    },
    async untilHeard(listener, speaker, frames = 25) {
      do await speaker.say(1);
      while ((await listener.window.figure('framesReceived')) < frames);
    },
    stop: () => running.disposeAsync(),
  };
}
