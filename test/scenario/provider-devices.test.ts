import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { check } from '../../src-protocol/check.ts';
import { handlerSchema } from '../../src-protocol/handler.ts';
import { payloadType } from '../../src-protocol/payload-type.ts';
import { openSqliteStore } from '../../src-server/store/sqlite-store.ts';
import { settle } from '../support/fake-clock.ts';
import { areRising, keepHearing } from '../support/keep-hearing.ts';
import {
  alice,
  bob,
  connect,
  onlyPcmu,
  ProviderWorld,
  readJson,
  ring,
  type CallPair,
  type Device,
} from '../support/provider-world.ts';

const accounts = [alice, { ...bob, devices: ['Kitchen phone'] }];

let world: ProviderWorld;
let caller: Device;
let desk: Device;
let kitchen: string;

beforeEach(async () => {
  world = new ProviderWorld({ accounts });
  caller = await world.register(alice, 'caller');
  const [group = ''] = await world.groupsOf(bob);
  [kitchen = ''] = await handlersOf(world, group);
  desk = await world.register(bob, 'desk');
});

afterEach(() => world.close());

async function handlersOf(where: ProviderWorld, group: string): Promise<readonly string[]> {
  return ((await readJson(await where.ask(bob, 'GET', `${group}/handlers`))) as { handlers: string[] }).handlers;
}

/** Answered by the desk, which has media, and then moved to the kitchen. */
async function moveToKitchen(): Promise<CallPair> {
  const call = await connect(caller, desk);
  await caller.send(call.near, { event: 'handler-connected', handler: caller.handler });
  await desk.send(call.far, { event: 'handler-connected', handler: desk.handler });
  await desk.send(call.far, { event: 'move', handler: kitchen });
  await world.clock.advance(0);
  return call;
}

describe('a simulated device', () => {
  test('is registered on every terminal group as a device like any other', async () => {
    for (const group of await world.groupsOf(bob)) {
      const [uri = ''] = await handlersOf(world, group);
      const handler = check(handlerSchema, await readJson(await world.ask(bob, 'GET', uri)));
      expect(handler).toMatchObject({ nickname: 'Kitchen phone', vendor: 'Byway', uri });
      expect(handler.img).toMatch(/^data:image\/svg\+xml,/u);
      expect(handler.img?.length).toBeLessThan(2000);
    }
    const [other = ''] = await world.groupsOf(alice);
    const { handlers } = (await readJson(await caller.ask('GET', `${other}/handlers`))) as { handlers: string[] };
    expect(handlers).toEqual([caller.handler]);
  });

  test('rings a second after the call began, and does not answer', async () => {
    const { heardNear, heardFar } = await ring(caller, desk);
    await world.clock.advance(999);
    expect(heardNear.names).not.toContain('alerting');
    await world.clock.advance(1);
    expect([heardNear.last, heardFar.last]).toMatchObject([{ event: 'alerting' }, { event: 'alerting' }]);
    await world.clock.advance(60_000);
    expect(heardFar.last).toMatchObject({ event: 'alerting' });
  });

  test('takes no part in a call that is cancelled before it rings', async () => {
    const { near } = await ring(caller, desk);
    await caller.send(near, { event: 'end' });
    await settle();
    expect(world.clock.pending).toBe(0);
  });

  test('takes a call that is moved to it and says the announcement, again and again', async () => {
    const call = await moveToKitchen();
    const heard = keepHearing(caller.media(call.near));
    expect(call.heardFar.names.slice(-3)).toEqual(['attaching', 'handler-connected', 'moved']);
    expect(call.heardFar.last).toMatchObject({ handler: kitchen, from: desk.handler });
    await world.clock.advance(2_000);
    const rate = heard.length;
    expect(rate).toBeGreaterThanOrEqual(99);
    expect(new Set(heard.map(({ payloadType: type }) => type))).toEqual(new Set([payloadType.opus]));
    await world.clock.advance(20_000);
    expect(heard.length).toBeGreaterThan(600);
    expect(areRising(heard)).toBe(true);
    expect(call.heardNear.names).not.toContain('reconnecting');
    expect(call.heardNear.names).not.toContain('media-panic');
  });

  test('hears everything as it is said: nothing waits for it', async () => {
    const call = await moveToKitchen();
    const mouth = caller.media(call.near);
    for (let count = 0; count < 600; count++) await mouth.say('x');
    await settle();
    expect(call.heardFar.names).not.toContain('media-panic');
    await world.clock.advance(6_000);
    expect(call.heardFar.names).not.toContain('media-panic');
  });

  test('answers when a person says so on another device, and speaks in what the caller can hear', async () => {
    const old = await world.register(alice, 'old phone', onlyPcmu);
    const call = await ring(old, desk);
    await desk.send(call.far, { event: 'answered', handler: kitchen });
    await world.clock.advance(0);
    expect(call.heardFar.names.slice(-3)).toEqual(['attaching', 'answered', 'handler-connected']);
    const heard = keepHearing(old.media(call.near));
    await world.clock.advance(200);
    expect(new Set(heard.map(({ payloadType: type }) => type))).toEqual(new Set([payloadType.PCMU]));
  });

  test('places a call that a person places for it', async () => {
    const near = await desk.place(alice.numbers[0] ?? '', { handler: kitchen });
    const heardNear = await desk.listen(near);
    await world.clock.advance(0);
    expect(heardNear.last).toMatchObject({ event: 'handler-connected', handler: kitchen });
    const far = (await caller.calls()).at(-1) ?? '';
    await caller.send(far, { event: 'answered', handler: caller.handler });
    const heard = keepHearing(caller.media(far));
    await world.clock.advance(1_000);
    expect(heard.length).toBeGreaterThan(40);
  });

  test('falls silent when the call is moved away, and keeps no byway of it', async () => {
    const call = await moveToKitchen();
    await desk.send(call.far, { event: 'move', handler: desk.handler });
    await desk.send(call.far, { event: 'handler-connected', handler: desk.handler });
    const heard = keepHearing(caller.media(call.near));
    await world.clock.advance(1_000);
    heard.length = 0;
    await world.clock.advance(1_000);
    expect(heard).toEqual([]);
    await call.heardFar.close();
    await world.clock.advance(30_000);
    expect(call.heardNear.last).toMatchObject({ event: 'end', by: 'provider' });
  });

  test('keeps a call that it has although the phone that moved it there is gone', async () => {
    const call = await moveToKitchen();
    await call.heardFar.close();
    await world.clock.advance(60_000);
    expect(await caller.describe(call.near)).toMatchObject({ event: { event: 'answered' } });
    await caller.send(call.near, { event: 'end' });
    await settle();
    expect(world.clock.pending).toBe(0);
  });

  test('sends in another codec after a migrate', async () => {
    const old = await world.register(alice, 'old phone', onlyPcmu);
    const call = await moveToKitchen();
    await caller.send(call.near, { event: 'move', handler: old.handler });
    await old.send(call.near, { event: 'handler-connected', handler: old.handler });
    await world.clock.advance(0);
    expect(call.heardFar.last).toMatchObject({ event: 'migrate' });
    const heard = keepHearing(old.media(call.near));
    await world.clock.advance(1_000);
    expect(new Set(heard.map(({ payloadType: type }) => type))).toEqual(new Set([payloadType.PCMU]));
  });

  test('goes on speaking to whom its call is transferred to', async () => {
    const call = await moveToKitchen();
    const old = await world.register(alice, 'old phone', onlyPcmu);
    await caller.send(call.near, { event: 'transfer', target: alice.numbers[0] });
    const leg = (await caller.calls()).at(-1) ?? '';
    await old.send(leg, { event: 'answered', handler: old.handler });
    await world.clock.advance(0);
    const heard = keepHearing(old.media(leg));
    await world.clock.advance(1_000);
    expect(call.heardFar.names.slice(-2)).toEqual(['transferred-from', 'migrate']);
    expect(heard.length).toBeGreaterThan(40);
    expect(new Set(heard.map(({ payloadType: type }) => type))).toEqual(new Set([payloadType.PCMU]));
  });

  test('that is removed leaves its call, takes none, and is there again after the next start', async () => {
    const call = await moveToKitchen();
    expect((await desk.ask('DELETE', kitchen)).status).toBe(204);
    await world.clock.advance(6_000);
    expect(call.heardNear.names).toContain('reconnecting');
    await desk.send(call.far, { event: 'move', handler: kitchen });
    await settle();
    expect(call.heardFar.last).toMatchObject({ event: 'handler-invalid' });
    const store = openSqliteStore(':memory:');
    const first = new ProviderWorld({ accounts, store });
    const [group = ''] = await first.groupsOf(bob);
    const [uri = ''] = await handlersOf(first, group);
    first.provider.close();
    const second = new ProviderWorld({ accounts, store });
    expect(await handlersOf(second, group)).toEqual([uri]);
    await second.ask(bob, 'DELETE', uri);
    second.provider.close();
    const last = new ProviderWorld({ accounts, store });
    expect((await handlersOf(last, group)).length).toBe(1);
    await last.close();
  });
});
