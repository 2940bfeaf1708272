import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InMemoryWorld, people, type Desk } from '../support/in-memory-world.ts';

let world: InMemoryWorld;
let alice: Desk;
let bob: Desk;

beforeEach(async () => {
  world = new InMemoryWorld();
  alice = await world.openOnline('alice');
  bob = await world.openOnline('bob');
});

afterEach(() => world.close());

describe('a call between two people', () => {
  test('rings, is answered, carries talk both ways and ends', async () => {
    const id = await alice.call(people.bob.number);
    const ringing = await bob.untilCard('ringing');
    expect(ringing).toMatchObject({ direction: 'inbound', party: { number: people.alice.number } });
    await alice.until('the far side rings', ({ calls }) => calls[0]?.state.kind === 'calling' && calls[0].state.isAlerting);

    await bob.phone.answer(ringing.id);
    const here = await bob.untilCard('active');
    await alice.untilCard('active');
    expect(here.audio).toEqual({ codec: 'opus', sampleRate: 48_000, frameMs: 20 });

    const mouth = alice.openEngine(id);
    const ear = bob.openEngine(ringing.id);
    mouth.say('hello bob');
    await world.advance(20);
    ear.say('hello alice');
    await world.advance(20);
    expect(ear.words).toEqual(['hello bob']);
    expect(mouth.words).toEqual(['hello alice']);

    await alice.phone.end(id);
    expect((await alice.untilCard('ended')).state).toEqual({ kind: 'ended', reason: { kind: 'ended', by: 'us' } });
    expect((await bob.untilCard('ended')).state).toEqual({ kind: 'ended', reason: { kind: 'ended', by: 'them' } });
    await world.advance(6000);
    expect(alice.phone.state.calls).toEqual([]);
    expect(bob.phone.state.calls).toEqual([]);
  });
});
