import type { PhoneState } from '../src-bridge/phone-state.ts';
import { systemClock } from '../src-main/node/system-clock.ts';
import { TcpRelay } from '../test/network/faults/tcp-relay.ts';
import { byWayOf, openHeadlessPhone, type HeadlessPhone } from '../test/support/headless-phone.ts';
import { startProviderProcess, type ProviderProcess, type TestAccount } from '../test/support/provider-process.ts';
import { figure, type Figures } from './figures.ts';
import { DatedTalker, now, type HeardFrame } from './talker.ts';

/** Households side by side, and rounds that each of them has of every kind. */
const households = 2;
const roundsEach = 6;
/** Lengths of an outage, s. */
const outagesS = [3, 10] as const;
/** Streams that stood for less count as failed. */
const beforeOutageMs = 6000;
/** So long after the loss somebody calls. */
const beforeCallMs = 1000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** How long after the return of the network each thing was there again, ms. */
interface Recovery {
  readonly live: number;
  readonly ring: number;
  readonly audio: number;
}

function account(user: string, index: number, digit: number): TestAccount {
  const name = `${user}${index}`;
  return { user: name, name, numbers: [`+1408555${digit}${100 + index}`], token: `token-of-${name}-0123456789` };
}

const people = Array.from({ length: households }, (_, index) => ({
  talker: account('talker', index, 0),
  near: account('near', index, 1),
  caller: account('caller', index, 2),
}));

/** A phone behind a relay that talks, another of the same account, who it talks with, and who calls in an outage. */
class Household {
  readonly #relay: TcpRelay;
  readonly #near: HeadlessPhone;
  readonly #sibling: HeadlessPhone;
  readonly #caller: HeadlessPhone;
  readonly #nearNumber: string;
  #listeners: ((frame: HeardFrame, side: 'near' | 'far') => void)[] = [];
  #renames = 0;

  constructor(parts: {
    relay: TcpRelay;
    near: HeadlessPhone;
    sibling: HeadlessPhone;
    caller: HeadlessPhone;
    nearNumber: string;
  }) {
    this.#relay = parts.relay;
    this.#near = parts.near;
    this.#sibling = parts.sibling;
    this.#caller = parts.caller;
    this.#nearNumber = parts.nearNumber;
  }

  /** Passes on what an engine of either side hears. */
  heard(side: 'near' | 'far'): (frame: HeardFrame) => void {
    return (frame) => {
      for (const listener of this.#listeners) listener(frame, side);
    };
  }

  /** One outage and what came after it; `isTold`: the phone is told that the network is back. */
  async suffer(seconds: number, isTold: boolean): Promise<Recovery> {
    await pause(beforeOutageMs);
    this.#relay.hold();
    await pause(beforeCallMs);
    const callId = await this.#caller.phone.placeCall({ destination: this.#nearNumber });
    await pause(seconds * 1000 - beforeCallMs);

    const backAt = now();
    const audio = Promise.all([this.#freshFrame('near', backAt), this.#freshFrame('far', backAt)]);
    const ring = this.#since(backAt, ({ calls }) => calls.some(({ state }) => state.kind === 'ringing'));
    this.#relay.release();
    if (isTold) void this.#near.phone.networkChanged();
    const live = await this.#hearOfSibling(backAt);
    const recovery = { live, ring: await ring, audio: Math.max(...(await audio)) };
    await this.#caller.phone.cancel(callId);
    await this.#near.until(({ calls }) => calls.every(({ state }) => state.kind === 'active'));
    return recovery;
  }

  /** Resolves with the ms after `from` at which the state is as `holds` says. */
  async #since(from: number, holds: (state: PhoneState) => boolean): Promise<number> {
    await this.#near.until(holds);
    return now() - from;
  }

  /** The other device takes another name now; resolves when the phone shows it, which it learns from its stream. */
  async #hearOfSibling(backAt: number): Promise<number> {
    const deviceName = `sibling ${++this.#renames}`;
    const shown = this.#since(backAt, ({ devices }) => devices.some(({ name }) => name === deviceName));
    await this.#sibling.phone.changeSettings({ deviceName });
    return shown;
  }

  /** Resolves with the ms after `from` at which a side hears the first frame that was said after it. */
  #freshFrame(wanted: 'near' | 'far', from: number): Promise<number> {
    return new Promise((resolve) => {
      const listener = ({ saidAt, heardAt }: HeardFrame, side: 'near' | 'far'): void => {
        if (side !== wanted || saidAt < from) return;
        this.#listeners = this.#listeners.filter((other) => other !== listener);
        resolve(heardAt - from);
      };
      this.#listeners.push(listener);
    });
  }
}

/** Opens a household in the middle of a talk. What it opens is stopped with `open`. */
async function openHousehold(
  { talker, near: nearAccount, caller: callerAccount }: (typeof people)[number],
  provider: ProviderProcess,
  open: AsyncDisposableStack,
): Promise<Household> {
  const upstreamPort = Number(new URL(provider.url).port);
  const relay = open.adopt(await TcpRelay.start({ upstreamPort, clock: systemClock }), (it) => it.stop());
  const openPhone = async (of: TestAccount, name: string, port?: number): Promise<HeadlessPhone> =>
    open.adopt(await openHeadlessPhone(of, provider, name, port === undefined ? undefined : byWayOf(port)), (it) =>
      it.stop(),
    );
  const far = await openPhone(talker, `${talker.name} far`);
  const near = await openPhone(nearAccount, `${nearAccount.name} near`, relay.port);
  const sibling = await openPhone(nearAccount, `${nearAccount.name} sibling`);
  const caller = await openPhone(callerAccount, `${callerAccount.name} caller`);
  const nearNumber = nearAccount.numbers[0] ?? '';
  const household = new Household({ relay, near, sibling, caller, nearNumber });
  await far.phone.placeCall({ destination: nearNumber });
  const { calls } = await near.until(({ calls: [card] }) => card?.state.kind === 'ringing');
  await near.phone.answer(calls[0]?.id ?? '');
  for (const [phone, side] of [
    [near, 'near'],
    [far, 'far'],
  ] as const) {
    const { calls: talks } = await phone.until(({ calls: [card] }) => card?.audio !== undefined);
    const port = phone.phone.openAudio(talks[0]?.id ?? '');
    open.adopt(new DatedTalker(port, household.heard(side)), (it) => it.stop());
  }
  return household;
}

/**
 * A network that lost everything for a while and is back: until the stream of events lives, until a call that began
 * meanwhile rings, and until words that are said from then on are heard on both sides; ms.
 */
export async function recover(): Promise<Figures> {
  await using open = new AsyncDisposableStack();
  const accounts = people.flatMap(({ talker, near, caller }) => [talker, near, caller]);
  const provider = open.adopt(await startProviderProcess(accounts), (it) => it.stop());
  const homes: Household[] = [];
  for (const each of people) homes.push(await openHousehold(each, provider, open));
  const figures: Record<string, Figures[string]> = {};
  for (const seconds of outagesS) {
    for (const isTold of [true, false]) {
      const recoveries: Recovery[] = [];
      for (let round = 0; round < roundsEach; round++)
        recoveries.push(...(await Promise.all(homes.map((home) => home.suffer(seconds, isTold)))));
      const name = `After${seconds}s${isTold ? 'Told' : ''}Ms`;
      figures[`live${name}`] = figure(recoveries.map(({ live }) => live));
      figures[`ring${name}`] = figure(recoveries.map(({ ring }) => ring));
      figures[`audio${name}`] = figure(recoveries.map(({ audio }) => audio));
    }
  }
  return figures;
}
