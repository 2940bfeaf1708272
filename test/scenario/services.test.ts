import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payloadTypes } from '../../src-bridge/audio-port.ts';
import { InMemoryWorld, type Desk } from '../support/in-memory-world.ts';

let world: InMemoryWorld;
let alice: Desk;

beforeEach(async () => {
  world = new InMemoryWorld();
  alice = await world.openOnline('alice');
});

afterEach(() => world.close());

/** Calls a service and waits for what it does at once. */
async function call(number: string): Promise<string> {
  const id = await alice.call(number);
  await world.advance(0);
  return id;
}

describe('the service numbers', () => {
  test('echo returns what was said one second later', async () => {
    const id = await call('+12025550100');
    await alice.untilCard('active');
    const engine = alice.openEngine(id);
    const said = Array.from({ length: 50 }, (_, index) => `word ${index}`);
    for (const text of said) {
      engine.say(text);
      await world.advance(20);
    }
    expect(engine.words.length).toBeLessThan(said.length);
    await world.advance(1000);
    expect(engine.words).toEqual(said);
    await alice.phone.end(id);
    expect((await alice.untilCard('ended')).state).toMatchObject({ reason: { kind: 'ended', by: 'us' } });
  });

  test('call back ends after a second, calls five seconds later and speaks when answered', async () => {
    const id = await call('+12025550101');
    await alice.untilCard('active');
    const tone = alice.openEngine(id);
    await world.advance(1000);
    expect(tone.heard.filter(({ payloadType }) => payloadType === payloadTypes.opus).length).toBeGreaterThan(5);
    await alice.untilCard('ended');

    await world.advance(5000);
    const ringing = await alice.untilCard('ringing');
    expect(ringing).toMatchObject({ direction: 'inbound', party: { number: '+12025550101' } });
    await alice.phone.answer(ringing.id);
    await alice.untilCard('active');
    const voice = alice.openEngine(ringing.id);
    await world.advance(1000);
    expect(voice.words.length).toBeGreaterThan(40);
    await alice.phone.end(ringing.id);
    await alice.until('both are over', ({ calls }) => calls.every(({ state }) => state.kind === 'ended'));
  });

  test('the announcement is heard whole and then ends the call', async () => {
    const id = await call('+12025550102');
    await alice.untilCard('active');
    const engine = alice.openEngine(id);
    await world.advance(60_000);
    expect(engine.words.length).toBeGreaterThan(50);
    expect(alice.log.lines.filter((line) => line.includes('migrates'))).toEqual([]);
    expect(alice.phone.state.calls).toEqual([]);
  });

  test('one declines', async () => {
    await call('+12025550103');
    expect((await alice.untilCard('ended')).state).toEqual({
      kind: 'ended',
      reason: { kind: 'declined', by: 'them' },
    });
  });

  test('one rings and never answers', async () => {
    await call('+12025550104');
    await alice.until('it rings', ({ calls }) => calls[0]?.state.kind === 'calling' && calls[0].state.isAlerting);
    await world.advance(120_000);
    expect((await alice.untilCard('ended')).state).toEqual({ kind: 'ended', reason: { kind: 'no-answer' } });
  });

  test('one does not exist', async () => {
    await expect(alice.call('+12025550199')).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('the account of the built-in provider', () => {
  test('is signed in at once and can call', async () => {
    const demo = await world.openOnline('bob', { start: { kind: 'demo' } });
    expect(demo.phone.state.account).toEqual({ kind: 'signed-in', provider: 'provider.example', isDemo: true });
    await demo.call('+12025550100');
    await world.advance(0);
    await demo.untilCard('active');
  });

  test('that cannot be started says so', async () => {
    const start = (): Promise<never> => Promise.reject(new Error('no socket'));
    const demo = await world.open('bob', { start: { kind: 'demo' }, ports: { builtInProvider: { start } } });
    await demo.until('it failed', ({ account }) => account.kind === 'signed-out' && account.problem !== undefined);
    expect(demo.phone.state.account).toEqual({ kind: 'signed-out', problem: { code: 'demo-failed' } });
    await expect(demo.phone.tryDemo()).rejects.toMatchObject({ code: 'demo-failed' });
  });
});
