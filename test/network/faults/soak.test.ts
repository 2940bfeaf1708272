import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { people, type Desk } from '../../support/in-memory-world.ts';
import type { TcpRelay } from './tcp-relay.ts';
import { WiredWorld, type WiredDesk } from './wired-world.ts';

const echoNumber = '+12025550100';
const deafNumber = '+12025550104';
/** A round is two calls at once: Alice calls Bob, and Carol a service. */
const rounds = 500;
/** One round in so many has outages, one for each of two phones. */
const roundsAnOutage = 5;
/** Rounds until all that grows to a bound has reached it. */
const plateauRounds = 250;
/** The heap may differ by this share between the plateau and the end. */
const tolerance = 0.05;
/** Everything that a round sets off is done within this, ms. */
const patienceMs = 30_000;

/** It takes a third of a minute, or several on a machine that has other things to do. */
const limitMs = 600_000;

const collectGarbage = ((): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

type Moment = 'before' | 'ringing' | 'talking';

/** What happens in a round: every other one is given up before an answer. */
interface Plan {
  readonly isTalk: boolean;
  readonly outage: { readonly moment: Moment; readonly isCallers: boolean; readonly inflict: typeof cut } | undefined;
}

function planOf(round: number): Plan {
  const isTalk = round % 2 === 0;
  if (round % roundsAnOutage !== 0) return { isTalk, outage: undefined };
  const index = Math.floor(round / roundsAnOutage / 2);
  const moments: readonly Moment[] = isTalk ? ['before', 'ringing', 'talking'] : ['before', 'ringing'];
  const moment = moments[index % moments.length] ?? 'before';
  return { isTalk, outage: { moment, isCallers: index % 4 < 2, inflict: index % 8 < 4 ? cut : swallow } };
}

const idOf = ({ desk }: WiredDesk<TcpRelay>): string => desk.card?.id ?? '';

/** What is held at rest, apart from the heap. */
interface Holdings {
  readonly streams: readonly number[];
  readonly timers: readonly number[];
  readonly connections: readonly number[];
  readonly sockets: number;
}

test(
  'a thousand calls and two hundred outages leave no socket, no timer and no memory behind',
  async () => {
    const world = await WiredWorld.start();
    const [alice, bob, carol] = [await world.open('alice'), await world.open('bob'), await world.open('carol')];
    const all = [alice, bob, carol];
    let calls = 0;
    let outages = 0;

    const runRound = async (round: number): Promise<void> => {
      const { isTalk, outage } = planOf(round);
      const suffer = async (moment: Moment): Promise<void> => {
        if (outage?.moment !== moment) return;
        const victims = [outage.isCallers ? alice : bob, carol];
        outages += victims.length;
        await outage.inflict(world, victims);
      };
      await suffer('before');
      await Promise.all([
        place(world, alice.desk, people.bob.number),
        place(world, carol.desk, isTalk ? echoNumber : deafNumber),
      ]);
      await world.pass('Bob rings', patienceMs, () => bob.desk.card?.state.kind === 'ringing');
      await suffer('ringing');
      if (isTalk) {
        await bob.desk.phone.answer(idOf(bob));
        for (const { desk } of all)
          await world.pass('all talk', patienceMs, () => desk.card?.state.kind === 'active' && 'audio' in desk.card);
        await suffer('talking');
        await exchangeWords(world, alice.desk, bob.desk);
      }
      for (const each of [alice, carol]) await each.desk.phone.end(idOf(each));
      for (const each of all) {
        await world.pass('it is over', patienceMs, () => each.desk.card?.state.kind === 'ended');
        await each.desk.phone.dismissCall(idOf(each));
      }
      calls += 2;
    };

    for (let round = 0; round < plateauRounds; round++) await runRound(round);
    const [early, earlyHeap] = [await holdingsOf(world, all), await heapOf(all)];
    for (let round = plateauRounds; round < rounds; round++) await runRound(round);
    const [late, lateHeap] = [await holdingsOf(world, all), await heapOf(all)];

    expect([calls, outages]).toEqual([1000, 200]);
    expect(late).toEqual(early);
    expect(early).toMatchObject({ streams: [1, 1, 1], connections: [1, 1, 1] });
    expect(lateHeap / earlyHeap).toBeLessThan(1 + tolerance);
    for (const { desk } of all) expect(desk.phone.state.devices).toHaveLength(1);
    await world.close();
  },
  limitMs,
);

async function place(world: WiredWorld, desk: Desk, number: string): Promise<void> {
  let isPlaced = false;
  void desk.call(number).then(() => (isPlaced = true));
  await world.pass('it is placed', patienceMs, () => isPlaced);
}

async function exchangeWords(world: WiredWorld, one: Desk, two: Desk): Promise<void> {
  const [ear, mouth] = [one, two].map((desk) => desk.openEngine(desk.card?.id ?? ''));
  await world.pass('words go both ways', patienceMs, () => {
    mouth!.say('are you there');
    ear!.say('yes');
    return ear!.words.includes('are you there') && mouth!.words.includes('yes');
  });
}

async function cut(world: WiredWorld, victims: readonly WiredDesk<TcpRelay>[]): Promise<void> {
  for (const { relay } of victims) {
    relay.refuse();
    relay.cut();
  }
  await world.advance(1500);
  for (const { relay } of victims) await relay.welcome();
  await backOnline(world, victims);
}

async function swallow(world: WiredWorld, victims: readonly WiredDesk<TcpRelay>[]): Promise<void> {
  for (const { relay } of victims) relay.hold();
  await world.advance(1500);
  for (const { relay } of victims) relay.release();
  await backOnline(world, victims);
}

async function backOnline(world: WiredWorld, victims: readonly WiredDesk<TcpRelay>[]): Promise<void> {
  for (const { desk } of victims) {
    await desk.phone.retryNow();
    await world.pass('it is online', patienceMs, () => desk.phone.state.connection.kind === 'online');
  }
}

/** What is held when all calls are over and nothing is under way. */
async function holdingsOf(world: WiredWorld, desks: readonly WiredDesk<TcpRelay>[]): Promise<Holdings> {
  await world.advance(60_000);
  return {
    streams: desks.map(({ desk }) => desk.wire.open),
    timers: [world.providerClock, ...desks.map(({ desk }) => desk.clock)].map(({ pending }) => pending),
    connections: desks.map(({ relay }) => relay.connections),
    sockets: process.getActiveResourcesInfo().filter((name) => name.includes('TCP') || name.includes('TLS')).length,
  };
}

/** Bytes of the heap that are in use, without what the tests themselves write down. */
async function heapOf(desks: readonly WiredDesk<TcpRelay>[]): Promise<number> {
  for (const { desk } of desks) {
    desk.log.lines.length = 0;
    desk.wire.forgetRequests();
  }
  for (let round = 0; round < 5; round++) {
    collectGarbage();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}
