import { expect } from 'vitest';
import { fingerprint } from '../../../src-main/node/system-clock.ts';
import { people, type Desk } from '../../support/in-memory-world.ts';
import type { TcpRelay } from './tcp-relay.ts';
import { WiredWorld, type WiredDesk } from './wired-world.ts';

/** Bob with a laptop and a phone in the kitchen, and Alice, who calls him; each behind a relay. */
export interface WiredHousehold {
  readonly world: WiredWorld;
  readonly alice: WiredDesk<TcpRelay>;
  readonly laptop: WiredDesk<TcpRelay>;
  readonly kitchen: WiredDesk<TcpRelay>;
  /** A call of Alice; who rings is for the test to see. */
  call(): Promise<void>;
  /** A call of Alice that rings on both of Bob's devices. */
  ring(): Promise<void>;
  /** A call of Alice that Bob has on his laptop; returns the id of its cards. */
  talk(): Promise<string>;
  /** The device is told that its network is back; resolves when it is online. */
  networkIsBack(desk: Desk): Promise<void>;
  /** Everything that the first card of a desk was from now on. */
  statesSeenOn(desk: Desk): () => readonly string[];
  /** Words go both ways between Alice and this device. */
  expectTalk(near: Desk): Promise<void>;
  /** All devices know the calls that the provider has, and are the devices that they were. */
  expectNothingLost(): Promise<void>;
}

/** A device that is told that its network is back is online within this, ms. */
const backWithinMs = 3000;

/** Opens a household in a world of its own; both devices know each other. */
export async function openWiredHousehold(): Promise<WiredHousehold> {
  const world = await WiredWorld.start();
  const alice = await world.open('alice');
  const laptop = await world.open('bob', { deviceId: 'laptop', deviceName: 'Laptop' });
  const kitchen = await world.open('bob', { deviceId: 'kitchen', deviceName: 'Kitchen phone' });
  const bobs = [laptop.desk, kitchen.desk];
  for (const desk of bobs) await desk.until('both devices are listed', ({ devices }) => devices.length === 2);
  const call = async (): Promise<void> => void (await alice.desk.call(people.bob.number));
  const ring = async (): Promise<void> => {
    await call();
    for (const desk of bobs) await desk.untilCard('ringing');
    await alice.desk.until(
      'it rings there',
      ({ calls: [card] }) => card?.state.kind === 'calling' && card.state.isAlerting,
    );
  };
  return {
    world,
    alice,
    laptop,
    kitchen,
    call,
    ring,
    async talk() {
      await ring();
      await laptop.desk.phone.answer(laptop.desk.card?.id ?? '');
      for (const desk of [laptop.desk, alice.desk])
        await world.pass('they talk', 3000, () => desk.card?.state.kind === 'active');
      await world.pass('the other device knows', 3000, () => kitchen.desk.card?.state.kind === 'remote');
      return kitchen.desk.card?.id ?? '';
    },
    async networkIsBack(desk) {
      await desk.phone.networkChanged();
      await world.pass('it is online', backWithinMs, () => desk.phone.state.connection.kind === 'online');
    },
    statesSeenOn(desk) {
      const seen: string[] = [];
      desk.phone.subscribe(({ calls: [card] }) => {
        if (card !== undefined) seen.push(card.state.kind);
      });
      return () => seen;
    },
    async expectTalk(near) {
      for (const desk of [alice.desk, near])
        await world.pass('both have sound', 3000, () => desk.card?.audio !== undefined);
      const [ear, mouth] = [alice.desk, near].map((desk) => desk.openEngine(desk.card?.id ?? ''));
      await world.pass('words go both ways', 3000, () => {
        mouth!.say('are you there');
        ear!.say('yes');
        return ear!.words.includes('are you there') && mouth!.words.includes('yes');
      });
    },
    async expectNothingLost() {
      await world.comeToRest();
      for (const [person, desks] of [
        ['alice', [alice.desk]],
        ['bob', bobs],
      ] as const) {
        const { tgs } = (await world.ask(person, '/.well-known/ripp/providertgs')) as { tgs: { uri: string }[] };
        const { calls } = (await world.ask(person, `${tgs[0]?.uri}/calls`)) as { calls: string[] };
        for (const { phone, wire } of desks) {
          const living = phone.state.calls.filter(({ state }) => state.kind !== 'ended').map(({ id }) => id);
          expect(living.toSorted()).toEqual(calls.map((uri) => fingerprint(uri)).toSorted());
          expect(phone.state.devices).toHaveLength(desks.length);
          expect(wire.requests.filter((line) => /^POST .*\/handlers$/u.test(line))).toHaveLength(1);
        }
      }
    },
  };
}
