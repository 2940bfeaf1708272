import type { AudioPort } from '../src-bridge/audio-port.ts';
import { openHeadlessPhone, type HeadlessPhone } from '../test/support/headless-phone.ts';
import { startPhoneOf } from '../test/support/phone-process.ts';
import { launchChromium, openPhoneWindow, type PhoneWindow } from '../test/support/phone-window.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../test/support/provider-process.ts';
import { figure, type Figures } from './figures.ts';
import { press } from './press.ts';
import { DatedTalker, now } from './talker.ts';

const rounds = 30;
const windowRounds = 12;
/** Nobody pulls sooner than this after a move. */
const beforePullMs = 1000;
/** Both sides talk for so long around a move. */
const aroundMs = 300;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** An audio engine that talks without a pause and notes when it hears, ms since the epoch. */
class Talker {
  readonly heardAt: number[] = [];
  readonly #engine: DatedTalker;

  constructor(port: AudioPort) {
    this.#engine = new DatedTalker(port, ({ heardAt }) => this.heardAt.push(heardAt));
  }

  stop(): void {
    this.#engine.stop();
  }
}

function cardOf({ phone }: HeadlessPhone): { readonly id: string; readonly hasAudio: boolean } {
  const [card] = phone.state.calls;
  return { id: card?.id ?? '', hasAudio: card?.audio !== undefined };
}

/** Pulls the call to `to`, where an engine starts as soon as it may, as in a window. Resolves with that engine. */
async function pullTo(to: HeadlessPhone): Promise<{ readonly talker: Talker; readonly firstHeardMs: number }> {
  const pressedAt = now();
  const taken = to.until(({ calls }) => calls[0]?.audio !== undefined);
  await to.phone.pull(cardOf(to).id);
  await taken;
  const talker = new Talker(to.phone.openAudio(cardOf(to).id));
  while (talker.heardAt.length === 0) await pause(1);
  return { talker, firstHeardMs: (talker.heardAt[0] ?? 0) - pressedAt };
}

/** The longest time between two frames, ms. */
function longestGap(times: readonly number[]): number {
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
}

/** Pull pressed in one window of Ben until the first sound of the far side is played there, ms. */
async function pressToSoundMs(provider: ProviderProcess): Promise<number[]> {
  await using open = new AsyncDisposableStack();
  const browser = open.adopt(await launchChromium({}, ['--use-fake-device-for-media-stream']), (it) => it.close());
  const openWindow = async (account: typeof ada, name: string): Promise<PhoneWindow> => {
    const phone = open.adopt(await startPhoneOf(account, provider, name), (it) => it.stop());
    return openPhoneWindow(browser, phone.url);
  };
  const far = await openWindow(ada, 'far');
  const windows = [await openWindow(ben, 'one'), await openWindow(ben, 'two')] as const;
  await far.dial(ben.numbers[0] ?? '');
  await windows[0].card('Incoming call').getByRole('button', { name: 'Answer', exact: true }).click();
  await windows[0].card('In call').waitFor();
  const delays: number[] = [];
  for (let round = 0; round < windowRounds; round++) {
    const to = round % 2 === 0 ? windows[1] : windows[0];
    await to.card('In use').waitFor();
    await pause(beforePullMs);
    const pressed = await press(to.page, 'Pull call here');
    await to.card('In call').waitFor();
    delays.push((await to.firstPlayedAt()) - pressed);
  }
  return delays;
}

/**
 * Pull until the first frame of the far side is there on the new device, and the longest time without a frame that the
 * far side sees meanwhile, next to the longest in as long a talk without a move; ms.
 */
async function pullWithoutWindows(provider: ProviderProcess): Promise<Figures> {
  const far = await openHeadlessPhone(ada, provider, 'far');
  const devices = [
    await openHeadlessPhone(ben, provider, 'one'),
    await openHeadlessPhone(ben, provider, 'two'),
  ] as const;
  const firstHeard: number[] = [];
  const gaps: number[] = [];
  const steadyGaps: number[] = [];
  try {
    await far.phone.placeCall({ destination: ben.numbers[0] ?? '' });
    await devices[0].until(({ calls }) => calls[0]?.state.kind === 'ringing');
    await devices[0].phone.answer(cardOf(devices[0]).id);
    await Promise.all([far, devices[0]].map((each) => each.until(({ calls }) => calls[0]?.state.kind === 'active')));
    const farTalker = new Talker(far.phone.openAudio(cardOf(far).id));
    let nearTalker = new Talker(devices[0].phone.openAudio(cardOf(devices[0]).id));
    for (let round = 0; round < rounds; round++) {
      const [from, to] = round % 2 === 0 ? devices : [devices[1], devices[0]];
      await pause(aroundMs);
      farTalker.heardAt.length = 0;
      await pause(aroundMs);
      steadyGaps.push(longestGap(farTalker.heardAt));
      farTalker.heardAt.length = 0;
      const { talker, firstHeardMs } = await pullTo(to);
      await from.until(({ calls }) => calls[0]?.state.kind === 'remote');
      nearTalker.stop();
      await pause(aroundMs);
      firstHeard.push(firstHeardMs);
      gaps.push(longestGap(farTalker.heardAt));
      nearTalker = talker;
    }
    farTalker.stop();
    nearTalker.stop();
    return {
      pullToFirstFrameMs: figure(firstHeard),
      farSideLongestGapMs: figure(gaps),
      withoutMoveLongestGapMs: figure(steadyGaps),
    };
  } finally {
    for (const each of [far, ...devices]) await each.stop();
  }
}

/** A call that goes back and forth between two devices: how soon the new one has sound, and what the far side misses. */
export async function pull(): Promise<Figures> {
  const provider = await startProviderProcess();
  try {
    const figures = await pullWithoutWindows(provider);
    return { pressToFirstSoundMs: figure(await pressToSoundMs(provider)), ...figures };
  } finally {
    await provider.stop();
  }
}
