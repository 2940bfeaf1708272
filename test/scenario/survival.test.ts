import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import { openHousehold, type Household } from '../support/in-memory-household.ts';
import { people, type Desk, type InMemoryWorld } from '../support/in-memory-world.ts';
import { createMemorySecrets } from '../support/memory-ports.ts';

let home: Household;
let world: InMemoryWorld;
let alice: Desk;
let laptop: Desk;
let kitchen: Desk;

beforeEach(async () => {
  home = await openHousehold();
  ({ world, alice, laptop, kitchen } = home);
});
afterEach(() => world.close());

async function expectTalk(near: Desk): Promise<void> {
  const [ear, mouth] = [alice.openEngine(alice.card?.id ?? ''), near.openEngine(near.card?.id ?? '')];
  mouth.say('are you still there');
  ear.say('yes');
  await settle();
  await world.advance(100);
  expect(ear.words).toContain('are you still there');
  expect(mouth.words).toContain('yes');
}

describe('a call whose device lost its network', () => {
  test('is told to the far side after five seconds, and is rescued by another device', async () => {
    const id = await home.talkOnLaptop();
    laptop.wire.setOnline(false);
    await world.advance(6000);
    expect(alice.card).toMatchObject({ state: { kind: 'active' }, farSideLostAt: expect.any(Number) });
    await kitchen.phone.pull(id);
    await kitchen.untilCard('active');
    await world.advance(1000);
    await alice.until('the far side is back', ({ calls }) => calls[0]?.farSideLostAt === undefined);
    await expectTalk(kitchen);

    laptop.wire.setOnline(true);
    await world.advance(30_000);
    expect((await laptop.untilCard('remote')).state).toMatchObject({ device: { name: 'Kitchen phone' } });
    expect(laptop.card).not.toHaveProperty('audio');
    await expectTalk(kitchen);
  });

  test('goes on by itself when the network is back', async () => {
    await home.talkOnLaptop();
    laptop.wire.setOnline(false);
    await world.advance(8000);
    laptop.wire.setOnline(true);
    await world.advance(10_000);
    await laptop.untilCard('active');
    await alice.until('the far side is back', ({ calls }) => calls[0]?.farSideLostAt === undefined);
    await expectTalk(laptop);
  });
});

describe('a network that comes back without a word', () => {
  test('is found within a second, whatever the time of the next try', async () => {
    laptop.wire.setOnline(false);
    await world.advance(40_000);
    const { connection } = laptop.phone.state;
    expect(connection).toMatchObject({ kind: 'reconnecting', problem: { code: 'offline' } });
    expect(connection.kind === 'reconnecting' && connection.retryAt! - world.clock.now()).toBeGreaterThan(5000);
    laptop.wire.setOnline(true);
    await world.advance(1000);
    expect(laptop.phone.state.connection.kind).toBe('online');
  });

  test('is used at once where the phone is told of it, and a call that began meanwhile rings', async () => {
    laptop.wire.setOnline(false);
    await world.advance(20_000);
    await alice.call(people.bob.number);
    await kitchen.untilCard('ringing');
    laptop.wire.setOnline(true);
    await laptop.phone.networkChanged();
    await laptop.untilCard('ringing');
  });
});

describe('what happened while a device was away', () => {
  /** The laptop is away for 10 s, in which `meanwhile` happens. */
  async function away(meanwhile: () => Promise<void>): Promise<void> {
    laptop.wire.setOnline(false);
    await world.advance(3000);
    await meanwhile();
    await world.advance(7000);
    laptop.wire.setOnline(true);
    await laptop.phone.networkChanged();
    await laptop.until('it is online', ({ connection }) => connection.kind === 'online');
  }

  test('a call that rang and was given up shows as missed, once', async () => {
    await away(async () => {
      const id = await alice.call(people.bob.number);
      await kitchen.untilCard('ringing');
      await alice.phone.cancel(id);
    });
    expect((await laptop.untilCard('ended')).state).toEqual({ kind: 'ended', reason: { kind: 'missed' } });
    await world.advance(7000);
    await away(() => Promise.resolve());
    await world.advance(100);
    expect(laptop.phone.state.calls).toEqual([]);
  });

  test('a call that was answered and ended shows where it was answered', async () => {
    await away(async () => {
      await alice.call(people.bob.number);
      const { id } = await kitchen.untilCard('ringing');
      await kitchen.phone.answer(id);
      await kitchen.untilCard('active');
      await kitchen.phone.end(id);
    });
    expect((await laptop.untilCard('ended')).state).toMatchObject({
      reason: { kind: 'answered-elsewhere', device: { name: 'Kitchen phone' } },
    });
  });

  test('a call that rang before and was answered and ended meanwhile is no missed one', async () => {
    const id = await home.ring();
    await away(async () => {
      await kitchen.phone.answer(id);
      await kitchen.untilCard('active');
      await kitchen.phone.end(id);
    });
    expect((await laptop.untilCard('ended')).state).toMatchObject({
      reason: { kind: 'answered-elsewhere', device: { name: 'Kitchen phone' } },
    });
  });

  test('a call of its own that the far side ended says who ended it', async () => {
    await home.talkOnLaptop();
    await away(async () => alice.phone.end(alice.card?.id ?? ''));
    expect((await laptop.untilCard('ended')).state).toEqual({ kind: 'ended', reason: { kind: 'ended', by: 'them' } });
  });
});

/** Both sides say a numbered word every 20 ms while `meanwhile` happens at the given one; returns what each heard. */
async function countThrough(
  words: number,
  meanwhile: Readonly<Record<number, () => void>>,
): Promise<{ readonly near: readonly string[]; readonly far: readonly string[] }> {
  const [near, far] = [laptop.openEngine(laptop.card?.id ?? ''), alice.openEngine(alice.card?.id ?? '')];
  for (let word = 0; word < words; word++) {
    meanwhile[word]?.();
    near.say(`near ${word}`);
    far.say(`far ${word}`);
    await world.advance(20);
  }
  await world.advance(5000);
  return { near: near.words, far: far.words };
}

const counted = (side: string, words: number): readonly string[] =>
  Array.from({ length: words }, (_, word) => `${side} ${word}`);

describe('what is said while a call is connected anew', () => {
  test('is heard once and in order by both sides, whoever migrates when the provider asks', async () => {
    await home.talkOnLaptop();
    const before = laptop.wire.requests.length;
    const heard = await countThrough(100, {
      30: () => home.laptopEvents.inject({ event: 'migrate' }),
      60: () => home.laptopEvents.inject({ event: 'migrate' }),
    });
    expect(laptop.wire.requests.slice(before).filter((line) => /^GET .*calls.*events$/u.test(line)).length).toBe(2);
    expect(heard.far).toEqual(counted('near', 100));
    expect(heard.near).toEqual(counted('far', 100));
  });

  test('is heard once and in order by both sides where every connection of one is lost', async () => {
    await home.talkOnLaptop();
    await world.advance(6000);
    const heard = await countThrough(100, {
      30: () => laptop.wire.setOnline(false),
      50: () => laptop.wire.setOnline(true),
      51: () => void laptop.phone.networkChanged(),
    });
    expect(heard.far).toEqual(counted('near', 100));
    expect(heard.near).toEqual(counted('far', 100));
  });
});

describe('a phone that was killed in a call', () => {
  test('finds its device and its call when it starts again, and goes on with it when it is told to', async () => {
    const secrets = createMemorySecrets();
    const desk = await world.openOnline('bob', { deviceId: 'desk', deviceName: 'Desk', secrets });
    const id = await home.ring();
    await desk.phone.answer((await desk.untilCard('ringing')).id);
    await desk.untilCard('active');
    // Nothing of it is heard any more: it does not take its leave.
    desk.wire.setOnline(false);
    await world.advance(2000);

    const again = await world.openOnline('bob', { deviceId: 'desk', deviceName: 'Desk', secrets });
    const card = await again.untilCard('unattached');
    expect(card).toMatchObject({ id, state: { device: { name: 'Desk' } } });
    expect(card).not.toHaveProperty('audio');
    expect(again.wire.requests.some((line) => line.startsWith('POST') && line.endsWith('/handlers'))).toBe(false);
    await again.phone.pull(id);
    await again.until('it has sound', ({ calls }) => calls[0]?.audio !== undefined);
    await expectTalk(again);
    await kitchen.until('it is on the desk', ({ calls: [other] }) => {
      return other?.state.kind === 'remote' && other.state.device.name === 'Desk';
    });
  });
});
