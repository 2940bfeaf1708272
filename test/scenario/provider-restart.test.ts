import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LegRecord } from '../../src-server/calls/leg-record.ts';
import { payloadType } from '../../src-protocol/payload-type.ts';
import { settle } from '../support/fake-clock.ts';
import {
  alice,
  bob,
  connect,
  everyCodec,
  numbersOf,
  ProviderWorld,
  readJson,
  ring,
  type CallPair,
  type Device,
} from '../support/provider-world.ts';

const carol = { user: 'carol', name: 'Carol', numbers: ['+14085550119'], token: 'carol-token-0123456789' };

let world: ProviderWorld;
let caller: Device;
let desk: Device;

beforeEach(async () => {
  world = new ProviderWorld({ accounts: [alice, { ...bob, devices: ['Kitchen phone'] }, carol] });
  caller = await world.register(alice, 'caller');
  desk = await world.register(bob, 'desk');
});

afterEach(() => world.close());

/** Both devices have media and say so. */
async function talk(): Promise<CallPair> {
  const call = await connect(caller, desk);
  await caller.send(call.near, { event: 'handler-connected', handler: caller.handler });
  await desk.send(call.far, { event: 'handler-connected', handler: desk.handler });
  await settle();
  return call;
}

/** `mouth` says `text` and `ear` hears it, whatever noise comes before. */
async function expectHeard(from: [Device, string], to: [Device, string], text: string): Promise<void> {
  const [mouth, ear] = [from[0].media(from[1]), to[0].media(to[1])];
  await ear.hear();
  await mouth.say(text);
  expect(await ear.hear()).toMatchObject({ text, payloadType: payloadType.opus });
}

/** The event stream of a call, with what it begins with. */
async function listen(device: Device, call: string): ReturnType<Device['listen']> {
  const stream = await device.listen(call);
  await settle();
  return stream;
}

/** The payload types of the first chunks that a device hears. */
async function soundsHeard(device: Device, call: string): Promise<readonly number[]> {
  const ear = device.media(call);
  const heard = [ear.hear(), ear.hear(), ear.hear()];
  await world.clock.advance(60);
  return (await Promise.all(heard)).map((chunk) => chunk.payloadType);
}

async function watched(device: Device): Promise<readonly object[]> {
  const stream = await device.watch();
  await settle();
  return stream.events;
}

function callsOf(device: Device): Promise<readonly string[]> {
  return device.calls();
}

describe('a provider that goes on over the store of one that was killed', () => {
  test('has the same devices and calls, and describes them as before', async () => {
    const { near, far } = await talk();
    const before = [await caller.describe(near), await desk.describe(far)];
    await world.restart();
    expect([await callsOf(caller), await callsOf(desk)]).toEqual([[near], [far]]);
    expect([await caller.describe(near), await desk.describe(far)]).toEqual(before);
    expect(await watched(desk)).toMatchObject([{ event: 'call', call: far }]);
  });

  test('resets every stream, and says of no call that it is over', async () => {
    const { near, heardNear, heardFar } = await talk();
    const upload = caller.upload(near);
    const parked = caller.media(near).park();
    upload.write('[');
    const watched = await desk.watch();
    await world.restart();
    await expect(upload.answer).rejects.toMatchObject({ name: 'StreamReset' });
    for (const stream of [heardNear, heardFar, watched]) {
      expect(stream.wasReset).toBe(true);
      expect(stream.text).not.toContain('"end"');
    }
    // The first chunk for a device that has just begun to hear came before.
    expect((await parked).status).toBe(200);
    const waiting = caller.media(near).park();
    await waiting;
    const unanswered = caller.media(near).park();
    await world.restart();
    await expect(unanswered).rejects.toMatchObject({ name: 'StreamReset' });
  });

  test('carries words both ways in a call, under numbers that grow', async () => {
    const { near, far } = await talk();
    const [mouth, ear] = [caller.media(near), desk.media(far)];
    await ear.hear();
    await mouth.say('before');
    const { sequence } = await ear.hear();
    await world.clock.advance(1000);
    await world.restart();
    await ear.hear();
    mouth.outgoing.beginAgain();
    await mouth.say('after');
    const heard = await ear.hear();
    expect(heard.text).toBe('after');
    expect(heard.sequence).toBeGreaterThan(sequence);
    await expectHeard([desk, far], [caller, near], 'and back');
  });

  test('asks a device whose counters it cannot know to begin anew', async () => {
    const { near } = await talk();
    const mouth = caller.media(near);
    const { acknowledgements } = await mouth.say('one');
    for (const acknowledgement of acknowledgements) mouth.outgoing.acknowledge(acknowledgement);
    await world.restart();
    const heard = await listen(caller, near);
    // Not acknowledged, it is said again once the device has begun anew.
    expect(numbersOf(await mouth.say('two'))).toEqual([]);
    expect(heard.names).toEqual(['answered', 'migrate']);
  });

  test('lets a call ring on, to be answered, for 120 s in all', async () => {
    const { near, far } = await ring(caller, desk);
    await desk.send(far, { event: 'alerting' });
    await world.clock.advance(100_000);
    await world.restart();
    expect((await listen(desk, far)).names).toEqual(['alerting']);
    const heard = await listen(caller, near);
    expect(heard.names).toEqual(['alerting', 'attaching']);
    await desk.send(far, { event: 'answered', handler: desk.handler });
    expect(heard.names).toEqual(['alerting', 'attaching', 'answered']);
    await expectHeard([desk, far], [caller, near], 'hello');

    const other = await ring(caller, desk);
    await world.clock.advance(100_000);
    await world.restart();
    const stillRinging = await listen(caller, other.near);
    await world.clock.advance(19_000);
    expect(stillRinging.names).not.toContain('noanswer');
    await world.clock.advance(1000);
    expect(stillRinging.last).toMatchObject({ event: 'noanswer' });
  });

  test('gives a device that was being connected ten seconds more', async () => {
    const { far } = await connect(caller, desk);
    await world.clock.advance(9000);
    await world.restart();
    const heard = await listen(desk, far);
    expect(heard.names).toEqual(['answered', 'attaching']);
    await world.clock.advance(9000);
    expect(heard.names).not.toContain('attach-failed');
    await world.clock.advance(1000);
    expect(heard.last).toMatchObject({ event: 'attach-failed', handler: desk.handler, reason: 'timeout' });
  });

  test('finishes a move that was under way', async () => {
    const { far } = await talk();
    const other = await world.register(bob, 'other');
    await desk.send(far, { event: 'move', handler: other.handler });
    await world.restart();
    const heard = await listen(desk, far);
    expect(heard.events).toMatchObject([
      { event: 'answered', handler: desk.handler },
      { event: 'attaching', handler: other.handler, 'asked-by': desk.handler },
    ]);
    await other.send(far, { event: 'handler-connected', handler: other.handler });
    expect(heard.last).toMatchObject({ event: 'moved', handler: other.handler, from: desk.handler });
  });

  test('keeps a hold with its music, and a mute', async () => {
    const { near, far } = await talk();
    await caller.send(near, { event: 'hold' }, { event: 'mute' });
    await world.restart();
    expect(await caller.describe(near)).toMatchObject({ held: true });
    expect((await listen(caller, near)).names).toEqual(['answered', 'mute']);
    const heard = await listen(desk, far);
    expect(heard.names).toEqual(['answered', 'on-hold', 'mute']);
    expect(await soundsHeard(desk, far)).toContain(payloadType.opus);
    await caller.send(near, { event: 'unhold' });
    expect(heard.last).toMatchObject({ event: 'off-hold' });
  });

  test('echoes on, says the announcement again, and keeps the far side of a service that calls back', async () => {
    const echo = await caller.place('+12025550100');
    await world.clock.advance(0);
    await world.restart();
    await world.clock.advance(0);
    expect((await listen(caller, echo)).names).toEqual(['answered', 'attaching']);
    const media = caller.media(echo);
    await media.hear();
    await media.say('is anybody there');
    const heard = media.hear();
    await world.clock.advance(1000);
    // Comfort noise of the same second may come first.
    expect([(await heard).text, (await media.hear()).text]).toContain('is anybody there');

    const announced = await caller.place('+12025550102');
    await world.clock.advance(500);
    await world.restart();
    await world.clock.advance(100);
    expect(await caller.describe(announced)).toMatchObject({ event: { event: 'answered' } });
    await world.clock.advance(60_000);
    expect(await caller.calls()).not.toContain(announced);

    await desk.place('+12025550101');
    await world.clock.advance(7000);
    const [called = ''] = await desk.calls();
    await world.restart();
    await desk.send(called, { event: 'answered', handler: desk.handler });
    await world.restart();
    expect(await soundsHeard(desk, called)).toContain(payloadType.opus);
    expect((await listen(desk, called)).names).toEqual(['answered', 'attaching']);
  });

  test('lets a simulated device talk on', async () => {
    const [group = ''] = await world.groupsOf(bob);
    const { handlers } = (await readJson(await desk.ask('GET', `${group}/handlers`))) as { handlers: string[] };
    const [kitchen = ''] = handlers;
    const { near, far } = await talk();
    await desk.send(far, { event: 'move', handler: kitchen });
    await world.clock.advance(100);
    expect(await desk.describe(far)).toMatchObject({ handler: kitchen });
    await world.restart();
    await world.clock.advance(100);
    expect(await desk.describe(far)).toMatchObject({ handler: kitchen, attached: true });
    const ear = caller.media(near);
    await ear.hear();
    const words = ear.hear();
    await world.clock.advance(1000);
    expect((await words).text).not.toBe('');
    // Where it was being connected it goes on with that.
    await desk.send(far, { event: 'move', handler: desk.handler });
    await desk.send(far, { event: 'handler-connected', handler: desk.handler });
    await desk.send(far, { event: 'move', handler: kitchen });
    await world.restart();
    await world.clock.advance(100);
    expect(await desk.describe(far)).toMatchObject({ handler: kitchen, attached: true });
  });

  test('is not kept from leaving by a simulated device that talks', async () => {
    const [group = ''] = await world.groupsOf(bob);
    const { handlers } = (await readJson(await desk.ask('GET', `${group}/handlers`))) as { handlers: string[] };
    const [kitchen = ''] = handlers;
    const { far } = await talk();
    await desk.send(far, { event: 'move', handler: kitchen });
    await world.clock.advance(100);
    world.provider.migrate();
    await world.clock.advance(50);
    await world.restart();
    await world.clock.advance(100);
    expect(await desk.describe(far)).toMatchObject({ handler: kitchen, attached: true });
  });

  test('gives up a transfer that was pending, and who rang for it', async () => {
    const { near, far } = await talk();
    const third = await world.register(carol, 'third', everyCodec);
    await desk.send(far, { event: 'transfer', target: carol.numbers[0] });
    const [rang = ''] = await third.calls();
    await world.restart();
    expect(await third.calls()).toEqual([]);
    expect((await third.ask('GET', rang)).status).toBe(404);
    const heard = await listen(desk, far);
    expect(heard.names).toEqual(['answered', 'transfer-failed']);
    expect(heard.last).toMatchObject({ reason: 'error' });
    await expectHeard([desk, far], [caller, near], 'here we still are');
    await desk.send(far, { event: 'transfer', target: carol.numbers[0] });
    expect(heard.last).toMatchObject({ event: 'transfer-pending' });
  });

  test('keeps what a finished transfer brought together', async () => {
    const { near, far } = await talk();
    const third = await world.register(carol, 'third', everyCodec);
    await desk.send(far, { event: 'transfer', target: carol.numbers[0] });
    const [rang = ''] = await third.calls();
    await third.send(rang, { event: 'answered', handler: third.handler });
    await world.restart();
    expect(await desk.calls()).toEqual([]);
    expect(await caller.describe(near)).toMatchObject({ to: carol.numbers[0] });
    await expectHeard([third, rang], [caller, near], 'third here');
  });

  test('ends a call whose devices do not come back within thirty seconds', async () => {
    const { near, far } = await talk();
    await world.restart();
    const heard = await listen(caller, near);
    await world.clock.advance(5000);
    expect(heard.last).toMatchObject({ event: 'reconnecting' });
    await world.clock.advance(25_000);
    expect(heard.last).toMatchObject({ event: 'end' });
    expect((await desk.ask('GET', far)).status).toBe(404);
  });

  test('leaves no half of a call whose other half is not there', async () => {
    const { near, far } = await talk();
    const records = world.store.calls();
    expect(records).toHaveLength(2);
    const lost = records.find(({ id }) => far.endsWith(id)) as LegRecord;
    await world.restart();
    world.provider.cut();
    world.store.removeCall(lost.id);
    await world.restart();
    expect((await caller.ask('GET', near)).status).toBe(404);
    expect(world.store.calls()).toEqual([]);
  });

  test('forgets a call that ended', async () => {
    const { near } = await talk();
    await caller.send(near, { event: 'end' });
    expect(world.store.calls()).toEqual([]);
  });
});
