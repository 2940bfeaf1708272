import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UpdateChoice } from '../../src-bridge/phone-state.ts';
import { InMemoryWorld } from '../support/in-memory-world.ts';

let world: InMemoryWorld;
beforeEach(() => {
  world = new InMemoryWorld();
});
afterEach(() => world.close());

test('how updates stand is in the state, and what the person says reaches whoever keeps them', async () => {
  const { phone } = await world.open('alice');
  expect(phone.state).not.toHaveProperty('updates');
  await phone.settleUpdate('restart');
  const choices: UpdateChoice[] = [];
  const tell = phone.attachUpdates((choice) => choices.push(choice));
  tell({ kind: 'ready', version: '2.0.0' });
  expect(phone.state.updates).toEqual({ kind: 'ready', version: '2.0.0' });
  await phone.settleUpdate('later');
  expect(choices).toEqual(['later']);
});

test('the channel of updates is a setting that is kept', async () => {
  const { phone } = await world.open('alice');
  expect(phone.state.settings.updateChannel).toBe('stable');
  await phone.changeSettings({ updateChannel: 'beta' });
  expect(phone.state.settings.updateChannel).toBe('beta');
});
