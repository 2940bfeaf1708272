import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../../../src-server/store/sqlite-store.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'byway-store-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const description = { nickname: 'n', 'device-id': 'd', mic: { id: 0, 'param-sets': { opus: 1 } }, 'x-kept': [1] };
const never = (): string => {
  throw new Error('minted anew');
};

describe('the store', () => {
  it('gives back groups, devices in their order, and tokens after a restart', () => {
    const path = join(directory, 'provider.sqlite');
    const first = openSqliteStore(path);
    const group = first.group('ada', '+1408', () => 'g1');
    for (const id of ['h2', 'h1', 'h3']) first.saveHandler({ id, groupId: group.id, description });
    first.saveHandler({ id: 'h1', groupId: group.id, description: { ...description, nickname: 'changed' } });
    first.removeHandler('h3');
    first.saveToken('hash', 'ada');
    first.close();

    const second = openSqliteStore(path);
    expect(second.group('ada', '+1408', never)).toEqual({ id: 'g1', user: 'ada', number: '+1408' });
    expect(second.handlers('g1')).toEqual([
      { id: 'h2', groupId: 'g1', description },
      { id: 'h1', groupId: 'g1', description: { ...description, nickname: 'changed' } },
    ]);
    expect([second.userOfToken('hash'), second.userOfToken('other')]).toEqual(['ada', undefined]);
    second.close();
  });

  it('gives a number that went to another user a group of its own, without the devices of the old one', () => {
    const store = openSqliteStore(':memory:');
    store.saveHandler({ id: 'h', groupId: store.group('ada', '+1408', () => 'g1').id, description });
    const { id } = store.group('ben', '+1408', () => 'g2');
    expect(id).toBe('g2');
    expect(store.handlers(id)).toEqual([]);
    store.close();
  });
});
