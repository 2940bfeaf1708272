import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LegRecord } from '../../src-server/calls/leg-record.ts';
import type { ProviderStore } from '../../src-server/store/provider-store.ts';
import { openRedisStore } from '../../src-server/store/redis-store.ts';
import { openSqliteStore } from '../../src-server/store/sqlite-store.ts';
import { silentLog } from '../../src-server/world.ts';
import { hasDebianPackages } from '../support/debian-packages.ts';
import { startRedis, type RedisProcess } from '../support/redis-process.ts';

const description = { nickname: 'n', 'device-id': 'd', mic: { id: 0, 'param-sets': { opus: 1 } }, 'x-kept': [1] };
const never = (): string => {
  throw new Error('minted anew');
};
const systemClock = { now: () => Date.now(), after: never as never };
const self = { name: 'a', url: 'https://localhost:1' };
const other = { name: 'b', url: 'https://localhost:2' };

function call(id: string): LegRecord {
  return {
    id,
    groupId: 'g1',
    direction: 'outbound',
    parties: { from: '+1', to: '+2', isVerified: false },
    progress: { state: { event: 'proceeding' }, startedAt: 1 },
    devices: { isAttached: true, isReached: false },
    features: { isHeld: false, isMuted: true },
    isTransferring: false,
    far: { kind: 'leg', id: 'other' },
    listeners: [],
  };
}

let directory: string;
let redis: RedisProcess | undefined;
const opened: ProviderStore[] = [];

beforeAll(async () => {
  if (hasDebianPackages) redis = await startRedis();
});
afterAll(() => redis?.stop());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'byway-store-'));
  await redis?.restart();
});

afterEach(async () => {
  for (const store of opened.splice(0)) store.close();
  await rm(directory, { recursive: true, force: true });
});

/** Lives of a keeper, ms: one that does not end within a test, and one that a test waits for. */
const longLifeMs = 60_000;
const shortLifeMs = 1000;

async function openRedis(lifeMs = longLifeMs): Promise<ProviderStore> {
  const store = await openRedisStore(redis?.url ?? '', { clock: systemClock, log: silentLog, lifeMs });
  opened.push(store);
  return store;
}

function openSqlite(): Promise<ProviderStore> {
  const store = openSqliteStore(join(directory, 'provider.sqlite'));
  opened.push(store);
  return Promise.resolve(store);
}

/** Asks until the store is this process' to keep. */
async function keepSoon(store: ProviderStore, who = self): Promise<void> {
  for (;;) {
    const keeping = await store.keep(who).catch(() => undefined);
    if (keeping?.kind === 'ours') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The process that has the store is gone. */
async function end(store: ProviderStore): Promise<void> {
  await store.written();
  await store.giveAway();
  store.close();
  opened.splice(opened.indexOf(store), 1);
}

const kinds = [
  { kind: 'SQLite', open: openSqlite, isThere: true },
  { kind: 'Redis', open: () => openRedis(), isThere: hasDebianPackages },
];

for (const { kind, open, isThere } of kinds) {
  describe.runIf(isThere)(`the store in ${kind}`, () => {
    it('is kept by the one process that asks, which is told when it begins to', async () => {
      const store = await open();
      expect(await store.keep(self)).toEqual({ kind: 'ours', isAnew: true });
      expect(await store.keep(self)).toEqual({ kind: 'ours', isAnew: false });
    });

    it('gives back groups, devices in their order, and tokens after a restart', async () => {
      const first = await open();
      await first.keep(self);
      const group = first.group('ada', '+1408', () => 'g1');
      for (const id of ['h2', 'h1', 'h3']) first.saveHandler({ id, groupId: group.id, description });
      first.saveHandler({ id: 'h1', groupId: group.id, description: { ...description, nickname: 'changed' } });
      first.removeHandler('h3');
      first.saveToken('hash', 'ada');
      expect(first.handlers('g1').map(({ id }) => id)).toEqual(['h2', 'h1']);
      await end(first);

      const second = await open();
      await second.keep(self);
      expect(second.group('ada', '+1408', never)).toEqual({ id: 'g1', user: 'ada', number: '+1408' });
      expect(second.handlers('g1')).toEqual([
        { id: 'h2', groupId: 'g1', description },
        { id: 'h1', groupId: 'g1', description: { ...description, nickname: 'changed' } },
      ]);
      expect([second.userOfToken('hash'), second.userOfToken('other')]).toEqual(['ada', undefined]);
      second.saveHandler({ id: 'h0', groupId: 'g1', description });
      expect(second.handlers('g1').map(({ id }) => id)).toEqual(['h2', 'h1', 'h0']);
    });

    it('gives a number that went to another user a group of its own, without the devices of the old one', async () => {
      const store = await open();
      await store.keep(self);
      store.saveHandler({ id: 'h', groupId: store.group('ada', '+1408', () => 'g1').id, description });
      const { id } = store.group('ben', '+1408', () => 'g2');
      expect(id).toBe('g2');
      expect(store.handlers(id)).toEqual([]);
    });

    it('keeps a call from its first record to its end', async () => {
      const store = await open();
      await store.keep(self);
      store.saveCall(call('c1'));
      store.saveCall(call('c2'));
      store.saveCall({ ...call('c1'), isTransferring: true });
      store.removeCall('c2');
      await store.written();
      expect(store.calls()).toEqual([{ ...call('c1'), isTransferring: true }]);
    });
  });
}

describe.runIf(hasDebianPackages)('the store in Redis, shared by two processes', () => {
  it('is kept by one of them, and the other one knows where that is', async () => {
    const [first, second] = [await openRedis(), await openRedis()];
    expect(await second.keeper()).toBeUndefined();
    await first.keep(self);
    expect(await second.keep(other)).toMatchObject({ kind: 'theirs', keeper: self });
    expect(await second.keeper()).toMatchObject(self);
  });

  it('goes to the other one at once when it is given away, calls and all, and never back', async () => {
    const [first, second] = [await openRedis(), await openRedis()];
    await first.keep(self);
    first.saveCall(call('c1'));
    first.saveCall(call('c2'));
    first.removeCall('c1');
    await first.giveAway();
    await expect(first.keep(self)).rejects.toThrow();
    expect(await second.keep(other)).toEqual({ kind: 'ours', isAnew: true });
    expect(second.calls()).toEqual([call('c2')]);
    expect(await first.keep(self)).toMatchObject({ kind: 'theirs', keeper: other });
  });

  it('goes to the other one when the keeper says nothing, whose writes are refused from then on', async () => {
    const [first, second] = [await openRedis(shortLifeMs), await openRedis(shortLifeMs)];
    await first.keep(self);
    first.saveCall(call('c1'));
    await first.written();
    await keepSoon(second, other);
    first.saveCall(call('lost'));
    first.removeCall('c1');
    await expect(first.written()).rejects.toThrow();
    expect(await first.keep(self)).toMatchObject({ kind: 'theirs', keeper: other });
    await second.giveAway();
    expect(await first.keep(self)).toEqual({ kind: 'ours', isAnew: true });
    expect(first.calls()).toEqual([call('c1')]);
  });

  it('goes to the other one at once when the keeper was found dead, unless that is only leaving', async () => {
    const [first, second] = [await openRedis(), await openRedis()];
    await first.keep(self);
    await first.announceLeave();
    await second.keep(other);
    await second.unseat();
    expect(await second.keep(other)).toMatchObject({ kind: 'theirs' });
    await first.giveAway();
    await second.keep(other);

    const third = await openRedis();
    await third.keep(self);
    await third.unseat();
    expect(await third.keep(self)).toEqual({ kind: 'ours', isAnew: true });
    await third.unseat();
    expect(await second.keep(other)).toMatchObject({ kind: 'theirs', keeper: self });
  });

  it('stays with a keeper that was late where nobody asked meanwhile', async () => {
    const store = await openRedis(shortLifeMs);
    await store.keep(self);
    const looking = await openRedis();
    while ((await looking.keeper()) !== undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    store.saveCall(call('late'));
    await expect(store.written()).rejects.toThrow();
    expect(await store.keep(self)).toEqual({ kind: 'ours', isAnew: false });
    await store.written();
    await keepSoon(looking, other);
    expect(looking.calls()).toEqual([call('late')]);
  });

  it('is written anew by its keeper after Redis has lost everything, and nobody takes it meanwhile', async () => {
    const [first, second] = [await openRedis(shortLifeMs), await openRedis(shortLifeMs)];
    await first.keep(self);
    first.group('ada', '+1408', () => 'g1');
    first.saveHandler({ id: 'h', groupId: 'g1', description });
    first.saveToken('hash', 'ada');
    first.saveCall(call('c1'));
    await first.written();
    await second.keep(other);
    await redis?.restart();
    await expect(second.keep(other)).rejects.toThrow();
    await keepSoon(first);
    await first.written();
    await end(first);
    await keepSoon(second, other);
    expect(second.group('ada', '+1408', never).id).toBe('g1');
    expect(second.handlers('g1')).toHaveLength(1);
    expect(second.userOfToken('hash')).toBe('ada');
    expect(second.calls()).toEqual([call('c1')]);
  });

  it('says of what cannot be written that it is not, and writes it when Redis answers again', async () => {
    const store = await openRedis();
    await store.keep(self);
    const thaw = redis?.freeze();
    store.saveCall(call('c1'));
    await expect(store.written()).rejects.toThrow('no answer in time');
    thaw?.();
    await keepSoon(store);
    await store.written();
    await end(store);
    const next = await openRedis();
    await next.keep(other);
    expect(next.calls()).toEqual([call('c1')]);
  });

  it('leaves out what it cannot read', async () => {
    const first = await openRedis();
    await first.keep(self);
    first.saveCall(call('c1'));
    await end(first);
    const client = createClient({ url: redis?.url ?? '' });
    await client.connect();
    await client.hSet('byway:calls', { broken: '{', strange: '{"id":1}' });
    client.destroy();
    const next = await openRedis();
    await next.keep(other);
    expect(next.calls()).toEqual([call('c1')]);
  });
});
