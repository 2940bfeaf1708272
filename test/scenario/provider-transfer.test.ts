import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payloadType } from '../../src-protocol/payload-type.ts';
import { settle } from '../support/fake-clock.ts';
import { areRising, keepHearing } from '../support/keep-hearing.ts';
import { alice, bob, connect, onlyPcmu, ProviderWorld, type CallPair, type Device } from '../support/provider-world.ts';
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

describe('a transfer', () => {
  test('rings the target as a call from the one who is left, and leaves the call alone until the answer', async () => {
    const { leg } = await scene.ringThird();
    const heard = keepHearing(caller.media(call.near));
    await desk.media(call.far).say('one moment');
    await settle();
    expect(call.heardFar.last).toMatchObject({ event: 'transfer-pending' });
    expect(call.heardNear.names).not.toContain('transferred-from');
    expect(heard.map(({ text }) => text)).toEqual(['one moment']);
    const description = await third.describe(leg);
    expect(description).toMatchObject({ direction: 'inbound', from: '+14085550110', to: '+14085550120' });
    expect(Object.keys(description)).not.toContain('passport');
  });

  test('that is answered joins the two others, who are told by whom and see each other', async () => {
    const { leg, heard } = await scene.ringThird();
    await scene.answer(leg);
    expect(call.heardFar.names.slice(-3)).toEqual(['transfer-pending', 'transfer-success', 'end']);
    expect(call.heardFar.last).toMatchObject({ by: 'provider' });
    expect(call.heardFar.hasEnded).toBe(true);
    expect(call.heardNear.last).toMatchObject({ event: 'transferred-from', party: '+14085550111', call: call.near });
    expect(heard.names).toEqual(['proceeding', 'attaching', 'answered', 'transferred-from', 'handler-connected']);
    expect(heard.events[3]).toMatchObject({ party: '+14085550111', call: leg });
    expect(await caller.describe(call.near)).toMatchObject({
      to: '+14085550120',
      from: '+14085550110',
      event: { event: 'answered', handler: caller.handler },
    });
    expect(Object.keys(await caller.describe(call.near))).not.toContain('passport');
    expect(await third.describe(leg)).toMatchObject({ from: '+14085550110', event: { event: 'answered' } });
    expect((await desk.ask('GET', call.far)).status).toBe(404);
    for (const { text } of [call.heardNear, heard]) expect(text).not.toContain(desk.handler);
  });

  test('that is answered gives each the other’s media, mute and end, in numbers that go on growing', async () => {
    const heardByCaller = keepHearing(caller.media(call.near));
    await desk.media(call.far).say('from the desk', payloadType.opus, 5_000_000n);
    const { leg, heard } = await scene.ringThird();
    await scene.answer(leg);
    const heardByThird = keepHearing(third.media(leg));
    await third.media(leg).say('from the third', payloadType.opus, 7n);
    await caller.media(call.near).say('from the caller');
    await third.send(leg, { event: 'mute' });
    await settle();
    expect(heardByCaller.map(({ text }) => text)).toEqual(['from the desk', 'from the third']);
    expect(areRising(heardByCaller)).toBe(true);
    expect(heardByThird.map(({ text }) => text)).toEqual(['from the caller']);
    expect(call.heardNear.last).toMatchObject({ event: 'mute', by: 'them' });
    await caller.send(call.near, { event: 'end' });
    await settle();
    expect(heard.last).toMatchObject({ event: 'end', by: 'them' });
    expect(world.clock.pending).toBe(0);
  });

  test('of who called tells the one who was called of the new party as the caller', async () => {
    await caller.send(call.near, { event: 'transfer', target: carol.numbers[0] });
    const [leg = ''] = await third.calls();
    expect(await third.describe(leg)).toMatchObject({ from: '+14085550111' });
    await scene.answer(leg);
    expect(await desk.describe(call.far)).toMatchObject({ from: '+14085550120', to: '+14085550111' });
    expect(call.heardFar.last).toMatchObject({ event: 'transferred-from', party: '+14085550110' });
  });

  test('to a device that hears less makes the other one migrate to what it can hear', async () => {
    const old = await world.register(carol, 'old phone', onlyPcmu);
    const { leg } = await scene.ringThird();
    await old.send(leg, { event: 'answered', handler: old.handler });
    await settle();
    expect(call.heardNear.names.slice(-2)).toEqual(['transferred-from', 'migrate']);
    expect(await caller.describe(call.near)).toMatchObject({ mic: { 'param-sets': { PCMU: 1 } } });
    expect(await old.describe(leg)).toMatchObject({ mic: { 'param-sets': { PCMU: 1 } } });
  });

  test('ends the hold of who transferred, and takes the hold and mute of who is left to the new party', async () => {
    const heardByCaller = keepHearing(caller.media(call.near));
    await desk.send(call.far, { event: 'hold' }, { event: 'mute' });
    const { leg, heard } = await scene.ringThird();
    await world.clock.advance(100);
    expect(heardByCaller.length).toBeGreaterThan(4);
    await caller.send(call.near, { event: 'hold' }, { event: 'mute' });
    await scene.answer(leg);
    expect(call.heardNear.names.slice(-3)).toEqual(['off-hold', 'unmute', 'transferred-from']);
    expect(heard.names.slice(-4)).toEqual(['transferred-from', 'on-hold', 'mute', 'handler-connected']);
    const heardByThird = keepHearing(third.media(leg));
    heardByCaller.length = 0;
    await world.clock.advance(100);
    expect(heardByThird.length).toBeGreaterThan(4);
    expect(heardByCaller).toEqual([]);
  });

  test('to a service is answered by it; the echo returns what the new one says', async () => {
    await desk.send(call.far, { event: 'transfer', target: echo });
    await world.clock.advance(0);
    expect(call.heardNear.last).toMatchObject({ event: 'transferred-from', party: '+14085550111' });
    expect(await caller.describe(call.near)).toMatchObject({ to: echo });
    const heard = keepHearing(caller.media(call.near));
    await caller.media(call.near).say('is there anybody?');
    await world.clock.advance(1_000);
    expect(heard.map(({ text }) => text)).toEqual(['is there anybody?']);
  });

  test('of a service gives it to another person', async () => {
    const toEcho = await caller.place(echo);
    await world.clock.advance(0);
    await caller.send(toEcho, { event: 'transfer', target: carol.numbers[0] });
    const [leg = ''] = await third.calls();
    expect(await third.describe(leg)).toMatchObject({ from: echo });
    await scene.answer(leg);
    const heard = keepHearing(third.media(leg));
    await third.media(leg).say('who are you?');
    await world.clock.advance(1_000);
    expect(heard.map(({ text }) => text)).toEqual(['who are you?']);
    expect((await caller.ask('GET', toEcho)).status).toBe(404);
    await third.send(leg, { event: 'end' });
    await desk.send(call.far, { event: 'end' });
    await settle();
    expect(world.clock.pending).toBe(0);
  });
});

describe('a transfer fails and the call goes on as it was', () => {
  test.each([
    ['busy', { event: 'declined', reason: 'busy' }],
    ['rejected', { event: 'declined' }],
    ['device', { event: 'failed', reason: 'device' }],
    ['rejected', { event: 'end' }],
  ])('with %s when the target says so', async (reason, refusal) => {
    const { leg } = await scene.ringThird();
    await third.send(leg, refusal);
    await third.send(leg, { event: 'answered', handler: third.handler });
    await settle();
    expect(call.heardFar.last).toMatchObject({ event: 'transfer-failed', reason });
    expect(call.heardNear.last).toMatchObject({ event: 'handler-connected' });
    const heard = keepHearing(caller.media(call.near));
    await desk.media(call.far).say('still here');
    await settle();
    expect(heard.map(({ text }) => text)).toEqual(['still here']);
    expect((await scene.ringThird()).heard.status).toBe(200);
  });

  test.each([
    ['a person', carol.numbers[0], 'timeout'],
    ['the service that never answers', '+12025550104', 'timeout'],
    ['the service that declines', '+12025550103', 'rejected'],
    ['a number where nobody is', '+14085550199', 'unreachable'],
  ])('when it is for %s, %s, and nobody answers there', async (_who, target, reason) => {
    await desk.send(call.far, { event: 'transfer', target });
    await world.clock.advance(120_000);
    expect(call.heardFar.names).toEqual(expect.arrayContaining(['transfer-pending']));
    expect(call.heardFar.events.find(({ event }) => event === 'transfer-failed')).toMatchObject({ reason });
    expect(await third.calls()).toEqual([]);
    expect(await desk.describe(call.far)).toMatchObject({ from: '+14085550110', event: { event: 'answered' } });
  });

  test.each(['who transfers', 'who is left'])('and the target rings no more when %s ends meanwhile', async (who) => {
    const { heard } = await scene.ringThird();
    if (who === 'who transfers') await desk.send(call.far, { event: 'end' });
    else await caller.send(call.near, { event: 'end' });
    await settle();
    expect(heard.last).toMatchObject({ event: 'end', by: 'them' });
    expect(call.heardNear.names.at(-1)).toBe('end');
    expect(call.heardFar.names.slice(-2)).toEqual(['transfer-pending', 'end']);
    expect(world.clock.pending).toBe(0);
  });
});

describe('a transfer is rejected', () => {
  test.each([
    ['to what is no destination', 'nobody at all'],
    ['to a number that the policy forbids', '+442079460000'],
  ])('%s', async (_, target) => {
    const strict = new ProviderWorld({ accounts: [alice, { ...bob, destinations: '+1*' }] });
    const near = await strict.register(alice, 'caller');
    const far = await strict.register(bob, 'desk');
    const pair = await connect(near, far);
    await far.send(pair.far, { event: 'transfer', target });
    await settle();
    expect(pair.heardFar.last).toMatchObject({ event: 'transfer-reject', reason: expect.any(String) as string });
    await strict.close();
  });

  test('before the answer, and while another one is under way', async () => {
    const early = await caller.place(carol.numbers[0] ?? '');
    const heardEarly = await caller.listen(early);
    await caller.send(early, { event: 'transfer', target: echo });
    await scene.ringThird();
    await desk.send(call.far, { event: 'transfer', target: echo }, { event: 'transfer-warm', other: early });
    await settle();
    expect(heardEarly.last).toMatchObject({ event: 'transfer-reject' });
    expect(call.heardFar.names.slice(-3)).toEqual(['transfer-pending', 'transfer-reject', 'transfer-reject']);
  });

  test('when it would leave the provider to itself', async () => {
    const toEcho = await caller.place(echo);
    await world.clock.advance(0);
    const heard = await caller.listen(toEcho);
    await caller.send(toEcho, { event: 'transfer', target: '+12025550102' });
    await settle();
    expect(heard.last).toMatchObject({ event: 'transfer-reject' });
    expect(await caller.describe(toEcho)).toMatchObject({ to: echo, event: { event: 'answered' } });
  });
});

describe('a warm transfer', () => {
  /** A second call of Bob, to Carol, who has answered. */
  async function consult(): Promise<CallPair> {
    const pair = await connect(desk, third);
    await third.send(pair.far, { event: 'handler-connected', handler: third.handler });
    return pair;
  }

  test('joins the others of two calls at once and ends both for who transfers', async () => {
    await desk.send(call.far, { event: 'hold' });
    const second = await consult();
    await desk.send(call.far, { event: 'transfer-warm', other: second.near });
    await settle();
    expect(call.heardFar.names.slice(-2)).toEqual(['transfer-success', 'end']);
    expect(second.heardNear.last).toMatchObject({ event: 'end', by: 'provider' });
    expect(call.heardNear.names.slice(-2)).toEqual(['off-hold', 'transferred-from']);
    expect(second.heardFar.last).toMatchObject({ event: 'transferred-from', party: '+14085550111' });
    expect(await caller.describe(call.near)).toMatchObject({ to: '+14085550120' });
    expect(await third.describe(second.far)).toMatchObject({ from: '+14085550110', to: '+14085550120' });
    const heard = keepHearing(third.media(second.far));
    await caller.media(call.near).say('hello third');
    await settle();
    expect(heard.map(({ text }) => text)).toEqual(['hello third']);
    expect(await desk.calls()).toEqual([]);
  });

  test('is rejected for a call that is not an answered one of the same account', async () => {
    const ringing = await desk.place(carol.numbers[0] ?? '');
    for (const other of [call.near, call.far, ringing, `${call.far}x`])
      await desk.send(call.far, { event: 'transfer-warm', other });
    await settle();
    expect(call.heardFar.names.slice(-5)).toEqual([
      'handler-connected',
      ...Array(4).fill('transfer-reject'),
    ] as string[]);
  });

  test('is rejected where both calls are one, and where nobody but the provider would be left', async () => {
    const self = await desk.place(bob.numbers[0] ?? '');
    const back = (await desk.calls()).find((uri) => uri !== self && uri !== call.far) ?? '';
    await desk.send(back, { event: 'answered', handler: desk.handler });
    const heardSelf = await desk.listen(self);
    await desk.send(self, { event: 'transfer-warm', other: back });
    const echoes = [await caller.place(echo)];
    await caller.send(call.near, { event: 'end' });
    echoes.push(await caller.place(echo));
    await world.clock.advance(0);
    const heardEcho = await caller.listen(echoes[0] ?? '');
    await caller.send(echoes[0] ?? '', { event: 'transfer-warm', other: echoes[1] });
    await settle();
    for (const heard of [heardSelf, heardEcho]) expect(heard.last).toMatchObject({ event: 'transfer-reject' });
  });
});
