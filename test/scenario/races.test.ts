import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import { deviceIdOf, openHousehold, type Household } from '../support/in-memory-household.ts';
import { people, type Desk, type InMemoryWorld } from '../support/in-memory-world.ts';
import { interceptable, isTo } from '../support/intercept.ts';

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

const kindsOf = (...desks: Desk[]): (string | undefined)[] => desks.map(({ card }) => card?.state.kind);

/** One picture on all devices: `talking` has the call, the others name it, and nobody else has sound. */
async function expectOneTalker(talking: Desk, ...others: Desk[]): Promise<void> {
  await talking.untilCard('active');
  for (const other of others) {
    await other.untilCard('remote');
    expect(other.card).not.toHaveProperty('audio');
  }
  expect(talking.card).toHaveProperty('audio');
  await expectTheyHearEachOther(talking);
}

async function expectTheyHearEachOther(talking: Desk): Promise<void> {
  const far = alice.openEngine(alice.card?.id ?? '');
  const near = talking.openEngine(talking.card?.id ?? '');
  near.say('do you hear me');
  far.say('I do');
  await world.advance(100);
  expect(far.words).toEqual(['do you hear me']);
  expect(near.words).toEqual(['I do']);
}

async function expectAllEnded(): Promise<void> {
  for (const desk of [alice, laptop, kitchen]) {
    await desk.untilCard('ended');
    expect(desk.card).not.toHaveProperty('audio');
  }
}

describe('two devices that answer at once', () => {
  test('leave the call with the first; the other stops ringing without a complaint', async () => {
    const id = await home.ring();
    await Promise.all([laptop.phone.answer(id), kitchen.phone.answer(id)]);
    await laptop.until('it is settled', ({ calls }) => ['active', 'remote'].includes(calls[0]?.state.kind ?? ''));
    const [first, second] = laptop.card?.state.kind === 'active' ? [laptop, kitchen] : [kitchen, laptop];
    await expectOneTalker(first, second);
    expect(second.card).not.toHaveProperty('problem');
  });
});

describe('an answer against a cancel', () => {
  test.each(['answer', 'cancel'] as const)('ends in one picture when the %s comes first', async (first) => {
    const id = await home.ring();
    const acts = { answer: () => laptop.phone.answer(id), cancel: () => alice.phone.end(alice.card?.id ?? '') };
    const second = first === 'answer' ? 'cancel' : 'answer';
    await Promise.all([acts[first](), acts[second]()]);
    await expectAllEnded();
    await world.advance(7000);
    expect(kindsOf(alice, laptop, kitchen)).toEqual([undefined, undefined, undefined]);
  });
});

describe('a move', () => {
  test('against an end leaves the call ended everywhere, and no microphone open', async () => {
    const id = await home.talkOnLaptop();
    await Promise.all([kitchen.phone.pull(id), alice.phone.end(alice.card?.id ?? '')]);
    await expectAllEnded();
    expect(kitchen.wire.requests.length).toBeGreaterThan(0);
  });

  test('that another one overtakes is replaced, and who asked for it is told', async () => {
    const desk = await world.openOnline('bob', { deviceId: 'desk', deviceName: 'Desk' });
    for (const each of [laptop, desk]) await each.until('all are listed', ({ devices }) => devices.length === 3);
    const id = await home.talkOnLaptop();
    await desk.untilCard('remote');
    home.kitchenWire.interceptor = (request) =>
      isTo(request, 'GET', '/media') ? new Promise(() => undefined) : undefined;
    await laptop.phone.move(id, deviceIdOf(laptop, 'Kitchen phone'));
    await kitchen.untilCard('attaching');
    await desk.phone.pull(id);
    await expectOneTalker(desk, laptop, kitchen);
    expect(laptop.card?.problem).toEqual({ code: 'device-replaced', detail: 'Kitchen phone' });
    expect(kitchen.card).not.toHaveProperty('problem');
  });

  test('to a device that vanished between menu and click is not made, and the list is new', async () => {
    const id = await home.talkOnLaptop();
    const vanished = deviceIdOf(laptop, 'Kitchen phone');
    await kitchen.phone.signOut();
    await laptop.until('it is gone', ({ devices }) => devices.length === 1);
    await expect(laptop.phone.move(id, vanished)).rejects.toMatchObject({ code: 'device-unavailable' });
    expect(kindsOf(laptop, alice)).toEqual(['active', 'active']);
  });

  test('to a device of which the provider knows first that it is gone says so on the card', async () => {
    const stale = interceptable(world.serve);
    const desk = await world.openOnline('bob', { deviceId: 'desk', deviceName: 'Desk' }, stale.serve);
    await desk.until('all are listed', ({ devices }) => devices.length === 3);
    const id = await home.ring();
    await desk.untilCard('ringing');
    // The desk's stream of the line says nothing more.
    stale.interceptor = (request) =>
      isTo(request, 'GET', '/events') && request.url.includes('/tg/') ? new Promise(() => undefined) : undefined;
    desk.wire.setOnline(false);
    desk.wire.setOnline(true);
    await kitchen.phone.signOut();
    await world.advance(3000);
    await desk.phone.answerOn(id, deviceIdOf(desk, 'Kitchen phone'));
    await desk.until('it is told', ({ calls }) => calls[0]?.problem !== undefined);
    expect(desk.card).toMatchObject({
      state: { kind: 'ringing' },
      problem: { code: 'device-unavailable', detail: 'Kitchen phone' },
    });
    await desk.until('the list is new', ({ devices }) => devices.every(({ name }) => name !== 'Kitchen phone'));
    await desk.phone.answer(id);
    await desk.untilCard('active');
  });

  test('whose mover goes offline goes through, and the mover sees it on return', async () => {
    const id = await home.talkOnLaptop();
    await laptop.phone.move(id, deviceIdOf(laptop, 'Kitchen phone'));
    laptop.wire.setOnline(false);
    await kitchen.untilCard('active');
    laptop.wire.setOnline(true);
    await world.advance(10_000);
    await expectOneTalker(kitchen, laptop);
  });

  test('to a device that never gets its media through leaves the call where it was, and says why', async () => {
    const id = await home.talkOnLaptop();
    home.kitchenWire.interceptor = (request) =>
      isTo(request, 'GET', '/media') ? new Promise(() => undefined) : undefined;
    await laptop.phone.move(id, deviceIdOf(laptop, 'Kitchen phone'));
    await kitchen.untilCard('attaching');
    expect(laptop.card?.state).toMatchObject({ kind: 'active', movingTo: { name: 'Kitchen phone' } });
    await world.advance(10_000);
    await laptop.until('it is told', ({ calls }) => calls[0]?.problem !== undefined);
    expect(laptop.card?.problem).toEqual({ code: 'device-not-connected', detail: 'Kitchen phone' });
    await expectOneTalker(laptop, kitchen);
  });
});

describe('a device that is removed', () => {
  test('in a call loses it; every device can take it up again', async () => {
    const id = await home.talkOnLaptop();
    await kitchen.phone.removeDevice(deviceIdOf(kitchen, 'Laptop'));
    await kitchen.untilCard('unattached');
    await laptop.until('it is registered anew', ({ notices }) => notices.length > 0);
    await laptop.untilCard('unattached');
    expect(laptop.card).not.toHaveProperty('audio');
    await laptop.phone.pull(id);
    await expectOneTalker(laptop, kitchen);
  });

  test('while it attaches fails the move', async () => {
    const id = await home.talkOnLaptop();
    home.kitchenWire.interceptor = (request) =>
      isTo(request, 'GET', '/media') ? new Promise(() => undefined) : undefined;
    await laptop.phone.move(id, deviceIdOf(laptop, 'Kitchen phone'));
    await kitchen.untilCard('attaching');
    await laptop.phone.removeDevice(deviceIdOf(laptop, 'Kitchen phone'));
    await laptop.until('it is told', ({ calls }) => calls[0]?.problem !== undefined);
    expect(laptop.card?.problem).toEqual({ code: 'device-unavailable', detail: 'Kitchen phone' });
    await expectOneTalker(laptop, kitchen);
  });
});

describe('a late device', () => {
  test('that fetches a call while it is answered never rings for it after', async () => {
    const id = await home.ring();
    let letThrough = (): void => undefined;
    const late = interceptable(world.serve);
    late.interceptor = (request) =>
      request.method === 'GET' && /\/calls\/[^/]+$/u.test(request.url)
        ? new Promise<undefined>((resolve) => (letThrough = () => resolve(undefined)))
        : undefined;
    const desk = await world.openOnline('bob', { deviceId: 'desk', deviceName: 'Desk' }, late.serve);
    const rang: string[] = [];
    desk.phone.subscribe(({ calls }) => rang.push(calls[0]?.state.kind ?? 'none'));
    await laptop.phone.answer(id);
    await laptop.untilCard('active');
    letThrough();
    await desk.untilCard('remote');
    expect(rang).not.toContain('ringing');
  });
});

describe('five devices and ten calls', () => {
  test('end with the same picture on every device', async () => {
    const others = await Promise.all(
      ['desk', 'cellar', 'garden'].map((name) => world.openOnline('bob', { deviceId: name, deviceName: name })),
    );
    const devices = [laptop, kitchen, ...others];
    for (const desk of devices) await desk.until('all are listed', (state) => state.devices.length === 5);
    for (let count = 0; count < 10; count++) await alice.call(people.bob.number);
    for (const desk of devices) await desk.until('all ring', ({ calls }) => calls.length === 10);
    const ids = laptop.phone.state.calls.map(({ id }) => id);
    const deviceOf = (index: number): Desk => devices[index % devices.length] as Desk;
    await Promise.all(
      ids.map((id, index) => (index < 7 ? deviceOf(index).phone.answer(id) : deviceOf(index).phone.decline(id))),
    );
    await settle();
    const whereOf = (desk: Desk): string =>
      desk.phone.state.calls
        .map(({ id, state }) => {
          if (state.kind === 'remote') return `${id} on ${state.device.id}`;
          const isHere = state.kind === 'active' || state.kind === 'held';
          return isHere ? `${id} on ${desk.phone.state.devices[0]?.id ?? ''}` : `${id} ${state.kind}`;
        })
        .toSorted()
        .join('\n');
    const settled = (): boolean =>
      devices.every(({ phone }) =>
        phone.state.calls.every(({ state }) => ['remote', 'active', 'held', 'ended'].includes(state.kind)),
      ) && new Set(devices.map(whereOf)).size === 1;
    await laptop.until('all agree', settled);
    for (const desk of devices) {
      await desk.until('it talks in one', ({ calls }) => calls.filter(({ audio }) => audio !== undefined).length <= 1);
    }
    expect(laptop.phone.state.calls.filter(({ state }) => state.kind === 'ended').length).toBe(3);
  });
});
