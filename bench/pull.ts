import type { AudioPort } from '../src-bridge/audio-port.ts';
import { payloadTypes } from '../src-bridge/audio-port.ts';
import { openHeadlessPhone, type HeadlessPhone } from '../test/support/headless-phone.ts';
import { ada, ben, startProviderProcess } from '../test/support/provider-process.ts';
import { figure, type Figures } from './figures.ts';

const rounds = 30;
const frameMs = 20;
/** Both sides talk for so long around a move. */
const aroundMs = 300;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** An audio engine that talks without a pause and notes when it hears. */
class Talker {
  readonly heardAt: number[] = [];
  readonly #port: AudioPort;
  readonly #timer: NodeJS.Timeout;
  #saidAt = Date.now();

  constructor(port: AudioPort) {
    this.#port = port;
    port.onPacket(({ payloadType }) => {
      if (payloadType === payloadTypes.opus) this.heardAt.push(performance.now());
    });
    this.#timer = setInterval(() => this.#say(), frameMs / 4);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#port.close();
  }

  /** A frame for each 20 ms that have passed: timers are late, microphones are not. */
  #say(): void {
    for (; this.#saidAt + frameMs <= Date.now(); this.#saidAt += frameMs) {
      const payload = new Uint8Array(80);
      this.#port.send({ payloadType: payloadTypes.opus, timestampMs: this.#saidAt, sequence: 0, payload });
    }
  }
}

function cardOf({ phone }: HeadlessPhone): { readonly id: string; readonly hasAudio: boolean } {
  const [card] = phone.state.calls;
  return { id: card?.id ?? '', hasAudio: card?.audio !== undefined };
}

/** Pulls the call to `to`, where an engine starts as soon as it may, as in a window. Resolves with that engine. */
async function pullTo(to: HeadlessPhone): Promise<{ readonly talker: Talker; readonly firstHeardMs: number }> {
  const pressedAt = performance.now();
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

/**
 * Pull until the first frame of the far side is there on the new device, and the longest time without a frame that the
 * far side sees meanwhile, next to the longest in as long a talk without a move; ms.
 */
export async function pull(): Promise<Figures> {
  const provider = await startProviderProcess();
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
    await provider.stop();
  }
}
