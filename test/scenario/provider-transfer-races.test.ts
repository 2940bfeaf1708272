import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import { keepHearing } from '../support/keep-hearing.ts';
import {
  alice,
  bob,
  connect,
  readJson,
  type CallPair,
  type Device,
  type ProviderWorld,
} from '../support/provider-world.ts';
import { carol, echo, openTransferScene, type TransferScene } from '../support/transfer-scene.ts';

let scene: TransferScene;
let world: ProviderWorld;
let desk: Device;
let caller: Device;
let third: Device;
let call: CallPair;

beforeEach(async () => {
  scene = await openTransferScene();
  ({ world, desk, caller, third, call } = scene);
});

afterEach(() => world.close());

describe('at once', () => {
  test('two transfers of one call by both sides: the first answer wins, and the other fails', async () => {
    const { leg } = await scene.ringThird();
    await caller.send(call.near, { event: 'transfer', target: bob.numbers[1] });
    const heardNear = call.heardNear;
    await scene.answer(leg);
    expect(heardNear.names.slice(-2)).toEqual(['transfer-failed', 'transferred-from']);
    expect(heardNear.events.at(-2)).toMatchObject({ reason: 'replaced' });
    expect(await third.describe(leg)).toMatchObject({ from: '+14085550110', event: { event: 'answered' } });
    await caller.send(call.near, { event: 'transfer', target: echo });
    await world.clock.advance(0);
    expect(heardNear.names.slice(-2)).toEqual(['transfer-success', 'end']);
  });

  test('a target that answers and hangs up in one breath ends the call of who is left', async () => {
    const { leg, heard } = await scene.ringThird();
    await third.send(leg, { event: 'answered', handler: third.handler }, { event: 'end' });
    await settle();
    expect(heard.last).toMatchObject({ event: 'end', by: 'us' });
    expect(call.heardNear.names.slice(-2)).toEqual(['transferred-from', 'end']);
    expect(call.heardNear.last).toMatchObject({ by: 'them' });
    expect(call.heardFar.last).toMatchObject({ event: 'end', by: 'provider' });
    expect(world.clock.pending).toBe(0);
  });

  test('a target that hangs up and answers in one breath has refused', async () => {
    const { leg } = await scene.ringThird();
    await third.send(leg, { event: 'end' }, { event: 'answered', handler: third.handler });
    await settle();
    expect(call.heardFar.last).toMatchObject({ event: 'transfer-failed', reason: 'rejected' });
    expect(await caller.describe(call.near)).toMatchObject({ to: '+14085550111' });
  });

  test('a call that moves while it is transferred goes on moving at who is left', async () => {
    const spare = await world.register(alice, 'spare');
    const kitchen = await world.register(bob, 'kitchen');
    const { leg } = await scene.ringThird();
    await caller.send(call.near, { event: 'move', handler: spare.handler });
    await desk.send(call.far, { event: 'move', handler: kitchen.handler });
    await scene.answer(leg);
    expect(call.heardFar.names.slice(-3)).toEqual(['attaching', 'transfer-success', 'end']);
    await spare.send(call.near, { event: 'handler-connected', handler: spare.handler });
    const heard = keepHearing(third.media(leg));
    await spare.media(call.near).say('from the spare');
    await settle();
    expect(call.heardNear.last).toMatchObject({ event: 'moved', handler: spare.handler });
    expect(heard.map(({ text }) => text)).toEqual(['from the spare']);
  });

  test('a transfer asked for while a device is attaching changes nothing for that device', async () => {
    const kitchen = await world.register(bob, 'kitchen');
    await desk.send(call.far, { event: 'move', handler: kitchen.handler });
    const { leg } = await scene.ringThird();
    await kitchen.send(call.far, { event: 'handler-connected', handler: kitchen.handler });
    await settle();
    expect(call.heardFar.names.slice(-4)).toEqual(['attaching', 'transfer-pending', 'handler-connected', 'moved']);
    await third.send(leg, { event: 'declined' });
    await settle();
    expect(await desk.describe(call.far)).toMatchObject({ handler: kitchen.handler, event: { event: 'answered' } });
  });

  test('media that is lost at the exchange is told to the new party, and of the old one no more', async () => {
    const { leg, heard } = await scene.ringThird();
    await world.clock.advance(6_000);
    expect([call.heardNear.last, call.heardFar.last]).toMatchObject([
      { event: 'reconnecting' },
      { event: 'reconnecting' },
    ]);
    await third.send(leg, { event: 'answered', handler: third.handler });
    await settle();
    expect(call.heardNear.names.slice(-2)).toEqual(['reconnected', 'transferred-from']);
    expect(heard.names.slice(-2)).toEqual(['transferred-from', 'reconnecting']);
  });

  test('a provider that ends while a transfer is pending leaves nothing', async () => {
    const { heard } = await scene.ringThird();
    world.provider.close();
    await settle();
    expect(heard.names.at(-1)).toBe('end');
    expect(world.clock.pending).toBe(0);
  });

  test('two devices of the target: the first answer is the transfer, and the other device sees who has it', async () => {
    const spare = await world.register(carol, 'spare');
    const { leg, heard } = await scene.ringThird();
    await Promise.all([
      third.send(leg, { event: 'answered', handler: third.handler }),
      spare.send(leg, { event: 'answered', handler: spare.handler }),
    ]);
    await settle();
    expect(heard.events.filter(({ event }) => event === 'answered')).toMatchObject([{ handler: third.handler }]);
    expect(call.heardNear.names.filter((name) => name === 'transferred-from').length).toBe(1);
  });

  test('a warm transfer to a call that is being transferred itself: the target of that one rings no more', async () => {
    const second = await connect(desk, third);
    await desk.send(second.near, { event: 'transfer', target: bob.numbers[1] });
    const [, line = ''] = await world.groupsOf(bob);
    const { calls } = (await readJson(await desk.ask('GET', `${line}/calls`))) as { calls: string[] };
    const heardThere = await desk.listen(calls[0] ?? '');
    await desk.send(call.far, { event: 'transfer-warm', other: second.near });
    await settle();
    expect(heardThere.last).toMatchObject({ event: 'end', by: 'them' });
    expect(second.heardNear.names.slice(-2)).toEqual(['transfer-success', 'end']);
    expect(call.heardNear.last).toMatchObject({ event: 'transferred-from' });
    expect(await third.describe(second.far)).toMatchObject({ from: '+14085550110' });
  });

  test('hold and unhold around the exchange: only the hold of who is left outlives it', async () => {
    const { leg, heard } = await scene.ringThird();
    await desk.send(call.far, { event: 'hold' });
    await scene.answer(leg);
    await desk.send(call.far, { event: 'unhold' });
    await third.send(leg, { event: 'hold' }, { event: 'unhold' });
    await settle();
    expect(call.heardNear.names.slice(-5)).toEqual(['on-hold', 'off-hold', 'transferred-from', 'on-hold', 'off-hold']);
    expect(heard.names).not.toContain('on-hold');
    await caller.send(call.near, { event: 'end' });
    await settle();
    expect(world.clock.pending).toBe(0);
  });
});

describe('what is malformed', () => {
  test.each([
    ['target', { event: 'transfer' }],
    ['target', { event: 'transfer', target: '' }],
    ['target', { event: 'transfer', target: `+1${'0'.repeat(254)}` }],
    ['other', { event: 'transfer-warm' }],
    ['other', { event: 'transfer-warm', other: 'the other one' }],
  ])('ends the upload with %s named, and nothing else', async (member, event) => {
    const answer = await desk.send(call.far, event);
    expect(answer.status).toBe(400);
    expect(await readJson(answer)).toMatchObject({ member });
    await settle();
    expect(call.heardFar.last).toMatchObject({ event: 'handler-connected' });
    await scene.answer((await scene.ringThird()).leg);
    expect(call.heardNear.last).toMatchObject({ event: 'transferred-from' });
  });
});

test('an answer for a device that the target does not have leaves the transfer pending', async () => {
  const { leg, heard } = await scene.ringThird();
  await third.send(leg, { event: 'answered', handler: desk.handler });
  await settle();
  expect(heard.last).toMatchObject({ event: 'handler-invalid' });
  expect(call.heardFar.last).toMatchObject({ event: 'transfer-pending' });
  await scene.answer(leg);
  expect(call.heardFar.names.slice(-2)).toEqual(['transfer-success', 'end']);
});

test('a transfer takes no more of the calls that an account may have, and gives back the one that is left', async () => {
  const full = await caller.place(echo);
  expect((await caller.post(echo)).status).toBe(403);
  await caller.send(call.near, { event: 'transfer', target: carol.numbers[0] });
  const [leg = ''] = await third.calls();
  await scene.answer(leg);
  expect(await caller.calls()).toEqual([full]);
  expect((await caller.post(echo)).status).toBe(201);
});
