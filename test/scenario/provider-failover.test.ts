import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import { openHousehold, type Household } from '../support/in-memory-household.ts';
import { people, type Desk, type InMemoryWorld } from '../support/in-memory-world.ts';

/** Turns of the event loop's microtasks after which a word is on its way, given out, heard and acknowledged. */
const turnsOfAWord = [0, 3, 6, 9, 12, 13, 15, 18, 21, 24, 30, 40, 60];

let home: Household;
let world: InMemoryWorld;
let alice: Desk;
let laptop: Desk;
let kitchen: Desk;
/** Every state that a card was in, of all desks. */
let seen: string[];

beforeEach(async () => {
  home = await openHousehold();
  ({ world, alice, laptop, kitchen } = home);
  seen = [];
  for (const { phone } of [alice, laptop, kitchen])
    phone.subscribe(({ calls }) => void seen.push(...calls.map(({ state }) => state.kind)));
});
afterEach(() => world.close());

/** The provider dies; another process goes on, and every phone has found it. */
async function failOver(): Promise<void> {
  await world.advance(10_000);
  world.restart();
  for (const desk of [alice, laptop, kitchen]) {
    await settle();
    await desk.until('online again', ({ connection }) => connection.kind === 'online');
  }
  await world.advance(3000);
}

async function expectTalk(near: Desk): Promise<void> {
  const [ear, mouth] = [alice.openEngine(alice.card?.id ?? ''), near.openEngine(near.card?.id ?? '')];
  mouth.say('are you still there');
  ear.say('yes');
  await world.advance(100);
  expect(ear.words).toContain('are you still there');
  expect(mouth.words).toContain('yes');
}

describe('phones whose provider died, with another process in its place', () => {
  test('talk on', async () => {
    const id = await home.talkOnLaptop();
    await failOver();
    expect([alice.card?.state.kind, laptop.card?.state.kind, kitchen.card?.state.kind]).toEqual([
      'active',
      'active',
      'remote',
    ]);
    expect(laptop.card?.id).toBe(id);
    await expectTalk(laptop);
    await failOver();
    await expectTalk(laptop);
    expect(seen).not.toContain('ended');
  });

  test('ring on, and a call is answered that rang before', async () => {
    const id = await home.ring();
    await failOver();
    expect([laptop.card?.state.kind, kitchen.card?.state.kind]).toEqual(['ringing', 'ringing']);
    await laptop.phone.answer(id);
    await laptop.untilCard('active');
    await alice.untilCard('active');
    await expectTalk(laptop);
    expect(seen).not.toContain('ended');
  });

  test('keep a hold, and take it off', async () => {
    const id = await home.talkOnLaptop();
    await laptop.phone.setHeld(id, true);
    await alice.until('held', ({ calls }) => calls[0]?.isHeldByThem === true);
    await failOver();
    await laptop.untilCard('held');
    await alice.until('still held', ({ calls }) => calls[0]?.isHeldByThem === true);
    await laptop.phone.setHeld(id, false);
    await alice.until('resumed', ({ calls }) => calls[0]?.isHeldByThem === false);
    await expectTalk(laptop);
  });

  test('move a call afterwards as before', async () => {
    const id = await home.talkOnLaptop();
    await failOver();
    await kitchen.phone.pull(id);
    await kitchen.untilCard('active');
    await expectTalk(kitchen);
    expect((await laptop.untilCard('remote')).id).toBe(id);
  });

  test('hear the echo again', async () => {
    const id = await alice.call('+12025550100');
    await world.advance(0);
    await alice.untilCard('active');
    await failOver();
    await alice.untilCard('active');
    const engine = alice.openEngine(id);
    engine.say('anybody');
    await world.advance(1500);
    expect(engine.words).toContain('anybody');
  });

  test('hang up, and everybody knows', async () => {
    const id = await home.talkOnLaptop();
    await failOver();
    await laptop.phone.end(id);
    for (const desk of [alice, laptop, kitchen]) await desk.untilCard('ended');
    expect(people.bob.number).toBe(alice.card?.party.number);
  });
});

describe('phones whose provider’s process leaves its calls to another one', () => {
  test('hear every word once and in its turn, however far one had come by then', async () => {
    await home.talkOnLaptop();
    const [ear, mouth] = [alice.openEngine(alice.card?.id ?? ''), laptop.openEngine(laptop.card?.id ?? '')];
    const said: string[] = [];
    const say = (): void => {
      said.push(`word ${said.length}`);
      for (const engine of [ear, mouth]) engine.say(said.at(-1) ?? '');
    };
    for (const turns of turnsOfAWord) {
      await world.advance(6000);
      say();
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const handedOver = world.handOver();
      say();
      await handedOver;
      say();
      await settle();
      for (const desk of [alice, laptop])
        await desk.until('online again', ({ connection }) => connection.kind === 'online');
    }
    await world.advance(6000);
    expect(ear.words).toEqual(said);
    expect(mouth.words).toEqual(said);
    expect(seen).not.toContain('ended');
  });
});
