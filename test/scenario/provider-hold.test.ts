import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payloadType } from '../../src-protocol/payload-type.ts';
import { settle } from '../support/fake-clock.ts';
import { areRising, keepHearing } from '../support/keep-hearing.ts';
import {
  alice,
  bob,
  connect,
  everyCodec,
  onlyPcmu,
  ProviderWorld,
  type CallPair,
  type Device,
  type Heard,
} from '../support/provider-world.ts';

let world: ProviderWorld;
let caller: Device;
let desk: Device;
let call: CallPair;
let heardByCaller: Heard[];
let heardByDesk: Heard[];

beforeEach(async () => {
  world = new ProviderWorld();
  caller = await world.register(alice, 'caller');
  desk = await world.register(bob, 'desk');
  call = await connect(caller, desk);
  heardByCaller = keepHearing(caller.media(call.near));
  heardByDesk = keepHearing(desk.media(call.far));
  await caller.send(call.near, { event: 'handler-connected', handler: caller.handler });
  await desk.send(call.far, { event: 'handler-connected', handler: desk.handler });
});

afterEach(() => world.close());

describe('who is held', () => {
  test('hears music, a frame each 20 ms for as long as the hold lasts, and who holds hears none', async () => {
    await desk.send(call.far, { event: 'hold' });
    await world.clock.advance(20_000 - 20);
    expect(heardByCaller.length).toBe(1000);
    expect(new Set(heardByCaller.map(({ payloadType: type }) => type))).toEqual(new Set([payloadType.opus]));
    expect(areRising(heardByCaller)).toBe(true);
    await desk.send(call.far, { event: 'unhold' });
    await world.clock.advance(5_000);
    expect(heardByCaller.length).toBe(1000);
    expect(heardByDesk).toEqual([]);
  });

  test('hears the other side again after the hold, in numbers that go on growing', async () => {
    const mouth = desk.media(call.far);
    await mouth.say('before');
    await desk.send(call.far, { event: 'hold' });
    await mouth.say('not for you');
    await world.clock.advance(100);
    await desk.send(call.far, { event: 'unhold' });
    await mouth.say('after');
    await settle();
    expect(heardByCaller.map(({ text }) => text)).not.toContain('not for you');
    expect([heardByCaller[0]?.text, heardByCaller.at(-1)?.text]).toEqual(['before', 'after']);
    expect(heardByCaller.length).toBeGreaterThan(5);
    expect(areRising(heardByCaller)).toBe(true);
  });

  test('hears it in a codec that the device has, also when the call moves to another device', async () => {
    const old = await world.register(alice, 'old phone', onlyPcmu);
    await desk.send(call.far, { event: 'hold' });
    await world.clock.advance(100);
    const heardByOld = keepHearing(old.media(call.near));
    await caller.send(call.near, { event: 'move', handler: old.handler });
    await old.send(call.near, { event: 'handler-connected', handler: old.handler });
    await settle();
    heardByOld.length = 0;
    await world.clock.advance(100);
    expect(heardByCaller.length).toBeGreaterThan(4);
    expect(heardByOld.map(({ payloadType: type }) => type)).toEqual(Array(5).fill(payloadType.PCMU));
  });

  test('hears nothing when holding too, and talk goes on only when both holds are over', async () => {
    const mouth = desk.media(call.far);
    await desk.send(call.far, { event: 'hold' });
    await caller.send(call.near, { event: 'hold' });
    heardByCaller.length = 0;
    await world.clock.advance(1_000);
    expect([heardByCaller, heardByDesk]).toEqual([[], []]);
    await desk.send(call.far, { event: 'unhold' });
    await mouth.say('not yet');
    await world.clock.advance(100);
    expect(heardByCaller).toEqual([]);
    expect(heardByDesk.length).toBeGreaterThan(4);
    await caller.send(call.near, { event: 'unhold' });
    await mouth.say('now');
    await settle();
    expect(heardByCaller.map(({ text }) => text)).toEqual(['now']);
  });
});

test.each(['caller', 'desk'])('music ends with the call that %s ends', async (who) => {
  await desk.send(call.far, { event: 'hold' });
  await world.clock.advance(100);
  await (who === 'desk' ? desk.send(call.far, { event: 'end' }) : caller.send(call.near, { event: 'end' }));
  await settle();
  expect(world.clock.pending).toBe(0);
});

test('a device that is attaching when its call is held is connected all the same', async () => {
  const kitchen = await world.register(bob, 'kitchen', everyCodec);
  await desk.send(call.far, { event: 'move', handler: kitchen.handler }, { event: 'hold' });
  await caller.send(call.near, { event: 'hold' });
  const media = kitchen.media(call.far);
  expect(await media.hear()).toMatchObject({ payloadType: payloadType.comfortNoise });
  expect((await media.say('here I am')).acknowledgements.length).toBe(1);
  await kitchen.send(call.far, { event: 'handler-connected', handler: kitchen.handler });
  await settle();
  expect(call.heardFar.last).toMatchObject({ event: 'moved', handler: kitchen.handler });
  expect(await kitchen.describe(call.far)).toMatchObject({ held: true, handler: kitchen.handler });
});
