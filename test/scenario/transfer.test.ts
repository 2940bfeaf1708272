import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import { InMemoryWorld, people, type Desk } from '../support/in-memory-world.ts';

const echo = '+12025550100';
let world: InMemoryWorld;
let alice: Desk;
let bob: Desk;

beforeEach(async () => {
  world = new InMemoryWorld();
  alice = await world.openOnline('alice');
  bob = await world.openOnline('bob');
});
afterEach(() => world.close());

/** Alice has called Bob, and he has answered. */
async function talk(): Promise<string> {
  const id = await alice.call(people.bob.number);
  await bob.phone.answer((await bob.untilCard('ringing')).id);
  await alice.untilCard('active');
  await bob.untilCard('active');
  return id;
}

describe('a transfer', () => {
  test('connects the far side with who answers, and tells everybody', async () => {
    const id = await talk();
    await alice.phone.transfer(id, echo);
    await world.advance(0);
    expect((await alice.untilCard('ended')).state).toEqual({ kind: 'ended', reason: { kind: 'transferred' } });
    await bob.until('the new party is named', ({ calls }) => calls[0]?.party.number === echo);
    expect(bob.card).toMatchObject({ state: { kind: 'active' }, transferredBy: people.alice.number });
    const engine = bob.openEngine(bob.card?.id ?? '');
    engine.say('who is there now');
    await world.advance(1000);
    expect(engine.words).toContain('who is there now');
  });

  test('that nobody answers leaves the call as it was, and says so on the card', async () => {
    const id = await talk();
    await alice.phone.transfer(id, '+12025550103');
    await alice.until(
      'it is told',
      ({ calls }) => calls[0]?.problem !== undefined || calls[0]?.isTransferring === true,
    );
    await world.advance(0);
    await alice.until('it is told', ({ calls }) => calls[0]?.problem !== undefined);
    expect(alice.card).toMatchObject({
      state: { kind: 'active' },
      isTransferring: false,
      problem: { code: 'transfer-failed', detail: 'rejected' },
    });
    const ear = bob.openEngine(bob.card?.id ?? '');
    alice.openEngine(id).say('still here');
    await settle();
    expect(ear.words).toEqual(['still here']);
  });

  test('to what is no number is refused before it is asked for', async () => {
    const id = await talk();
    await expect(alice.phone.transfer(id, 'not a number')).rejects.toMatchObject({ code: 'bad-number' });
    expect(alice.card?.state.kind).toBe('active');
  });

  test('of two calls connects their far sides, and both end here as transferred', async () => {
    const first = await talk();
    const second = await alice.call(echo);
    await world.advance(0);
    await alice.until('the first is held', ({ calls }) => calls.some(({ state }) => state.kind === 'held'));
    await bob.until('it is told', ({ calls }) => calls[0]?.isHeldByThem === true);
    await alice.phone.transferTo(second, first);
    await alice.until('both are over', ({ calls }) => calls.every(({ state }) => state.kind === 'ended'));
    expect(alice.phone.state.calls.map(({ state }) => state)).toEqual([
      { kind: 'ended', reason: { kind: 'transferred' } },
      { kind: 'ended', reason: { kind: 'transferred' } },
    ]);
    await bob.until('it talks', ({ calls }) => calls[0]?.isHeldByThem === false && calls[0].party.number === echo);
  });
});

describe('a hold', () => {
  test('plays music to the far side, which is told, and nothing to us', async () => {
    const id = await talk();
    const ear = bob.openEngine(bob.card?.id ?? '');
    await alice.phone.setHeld(id, true);
    await bob.until('it is told', ({ calls }) => calls[0]?.isHeldByThem === true);
    await world.advance(1000);
    expect(ear.heard.filter(({ payloadType }) => payloadType === 1).length).toBeGreaterThan(40);
    expect(() => alice.phone.openAudio(id)).toThrow('no-such-call');
    await alice.phone.setHeld(id, false);
    await bob.until('it is told', ({ calls }) => calls[0]?.isHeldByThem === false);
    const heard = ear.heard.length;
    await world.advance(500);
    expect(ear.heard.slice(heard).filter(({ payloadType }) => payloadType === 1)).toEqual([]);
  });
});
