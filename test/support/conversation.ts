import { payloadTypes } from '../../src-bridge/audio-port.ts';
import type { CallAppearance } from '../../src-bridge/phone-state.ts';
import type { HeadlessPhone } from './headless-phone.ts';

const frameMs = 20;

/** One side of a call that says a number in each frame, and keeps which numbers it hears. */
export interface Voice {
  /** The number that was said last. */
  readonly said: number;
  /** The numbers heard, as they came, when that was, ms since the epoch, and the place of each in the stream. */
  readonly heard: readonly { readonly number: number; readonly at: number; readonly sequence: number }[];
  /** Resolves with the time, ms, at which a number above `number` was heard. */
  hears(number: number): Promise<number>;
  stop(): void;
}

/** Speaks in the call of a phone, a frame every 20 ms, and listens, until stopped. */
export function converse(phone: HeadlessPhone): Voice {
  const id = phone.phone.state.calls.find(({ audio }) => audio !== undefined)?.id ?? '';
  const port = phone.phone.openAudio(id);
  const heard: { number: number; at: number; sequence: number }[] = [];
  const waiting = new Set<() => void>();
  let said = 0;
  port.onPacket(({ payloadType, payload, sequence }) => {
    if (payloadType !== payloadTypes.opus) return;
    heard.push({ number: Number(Buffer.from(payload).toString()), at: Date.now(), sequence });
    for (const look of waiting) look();
  });
  const timer = setInterval(() => {
    said++;
    const payload = Buffer.from(String(said));
    port.send({ payloadType: payloadTypes.opus, timestampMs: Date.now(), sequence: said, payload });
  }, frameMs);
  return {
    get said() {
      return said;
    },
    heard,
    hears: (number) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = heard.find((each) => each.number > number);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found.at);
        };
        waiting.add(look);
        look();
      }),
    stop: () => clearInterval(timer),
  };
}

/** The frames that a voice heard as they are played: each is a request of its own, so that one may overtake another. */
export function framesAsPlayed({ heard }: Voice): readonly number[] {
  return heard.toSorted((one, other) => one.sequence - other.sequence).map(({ number }) => number);
}

/** Both sides hear what the other one says after this moment; resolves with the time at which both did, ms. */
export async function bothHear(one: Voice, other: Voice): Promise<number> {
  const times = await Promise.all([one.hears(other.said), other.hears(one.said)]);
  return Math.max(...times);
}

/** `caller` calls `callee`, which answers; resolves when both are in call, with sound. */
export async function talk(
  caller: HeadlessPhone,
  callee: HeadlessPhone,
  number: string,
): Promise<readonly [Voice, Voice]> {
  await caller.phone.placeCall({ destination: number });
  const { calls } = await callee.until((state) => state.calls.some(({ state: { kind } }) => kind === 'ringing'));
  await callee.phone.answer(calls.find(({ state: { kind } }) => kind === 'ringing')?.id ?? '');
  for (const phone of [caller, callee]) await phone.until((state) => state.calls.some(isActive));
  return [converse(caller), converse(callee)];
}

function isActive({ state, audio }: CallAppearance): boolean {
  return state.kind === 'active' && audio !== undefined;
}
