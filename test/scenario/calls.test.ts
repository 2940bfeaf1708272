import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeMediaBody } from '../../src-protocol/media-body.ts';
import { OutgoingStream } from '../../src-protocol/media-stream.ts';
import type { CallAppearance } from '../../src-bridge/phone-state.ts';
import { payloadTypes } from '../../src-bridge/audio-port.ts';
import { settle } from '../support/fake-clock.ts';
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

/** Alice calls Bob, whose phone rings. Returns both ids. */
async function ring(): Promise<{ fromAlice: string; atBob: string }> {
  const fromAlice = await alice.call(people.bob.number);
  const ringing = await bob.untilCard('ringing');
  return { fromAlice, atBob: ringing.id };
}

/** Alice and Bob are in call. */
async function talk(): Promise<{ fromAlice: string; atBob: string }> {
  const ids = await ring();
  await bob.phone.answer(ids.atBob);
  await bob.untilCard('active');
  await alice.untilCard('active');
  return ids;
}

/** Alice hears that somebody's phone rings. */
async function untilAlerting(): Promise<void> {
  await alice.until(
    'the far side rings',
    ({ calls }) => calls[0]?.state.kind === 'calling' && calls[0].state.isAlerting,
  );
}

async function endOf(desk: Desk): Promise<CallAppearance['state']> {
  return (await desk.untilCard('ended')).state;
}

describe('an outbound call', () => {
  test('is answered, carries talk both ways and is ended by the caller', async () => {
    const id = await alice.call(people.bob.number);
    const ringing = await bob.untilCard('ringing');
    expect(ringing).toMatchObject({ direction: 'inbound', party: { number: people.alice.number, isVerified: false } });
    await untilAlerting();

    await bob.phone.answer(ringing.id);
    const here = await bob.untilCard('active');
    await alice.untilCard('active');
    expect(here.audio).toEqual({ codec: 'opus', sampleRate: 48_000, frameMs: 20 });

    const mouth = alice.openEngine(id);
    const ear = bob.openEngine(ringing.id);
    mouth.say('hello bob');
    ear.say('hello alice');
    await settle();
    expect(ear.words).toEqual(['hello bob']);
    expect(mouth.words).toEqual(['hello alice']);

    await alice.phone.end(id);
    expect(await endOf(alice)).toEqual({ kind: 'ended', reason: { kind: 'ended', by: 'us' } });
    expect(await endOf(bob)).toEqual({ kind: 'ended', reason: { kind: 'ended', by: 'them' } });
  });

  test('that is over leaves its card for six seconds, and no audio', async () => {
    const { fromAlice } = await talk();
    await alice.phone.end(fromAlice);
    const ended = await alice.untilCard('ended');
    expect(ended.audio).toBeUndefined();
    expect(() => alice.phone.openAudio(fromAlice)).toThrow('no-such-call');
    await world.advance(5999);
    expect(alice.card?.id).toBe(fromAlice);
    await world.advance(1);
    expect(alice.phone.state.calls).toEqual([]);
  });

  test('is declined', async () => {
    const { atBob } = await ring();
    await bob.phone.decline(atBob);
    expect(await endOf(alice)).toEqual({ kind: 'ended', reason: { kind: 'declined', by: 'them' } });
    expect(await endOf(bob)).toEqual({ kind: 'ended', reason: { kind: 'declined', by: 'us' } });
  });

  test('is not answered by anybody', async () => {
    await ring();
    await world.advance(120_000);
    expect(await endOf(alice)).toEqual({ kind: 'ended', reason: { kind: 'no-answer' } });
    expect(await endOf(bob)).toEqual({ kind: 'ended', reason: { kind: 'missed' } });
  });

  test('is cancelled by the caller', async () => {
    const { fromAlice } = await ring();
    await alice.phone.cancel(fromAlice);
    expect(await endOf(alice)).toEqual({ kind: 'ended', reason: { kind: 'cancelled' } });
    expect(await endOf(bob)).toEqual({ kind: 'ended', reason: { kind: 'missed' } });
  });

  test('to a number that nobody has is refused at once', async () => {
    await expect(alice.call('+14085550199')).rejects.toMatchObject({ code: 'unreachable' });
    expect(alice.phone.state.calls).toEqual([]);
  });

  test('to what is neither number nor address is refused without asking the provider', async () => {
    const before = alice.wire.requests.length;
    await expect(alice.call('hello')).rejects.toMatchObject({ code: 'bad-number' });
    expect(alice.wire.requests.length).toBe(before);
  });

  test('may be dialled as it is written in the country of the line', async () => {
    await alice.call('(408) 555-0111');
    expect((await bob.untilCard('ringing')).party.number).toBe(people.alice.number);
  });
});

describe('an inbound call', () => {
  test('is ended by who was called', async () => {
    const { atBob } = await talk();
    await bob.phone.end(atBob);
    expect(await endOf(bob)).toEqual({ kind: 'ended', reason: { kind: 'ended', by: 'us' } });
    expect(await endOf(alice)).toEqual({ kind: 'ended', reason: { kind: 'ended', by: 'them' } });
  });

  test('goes on ringing elsewhere when it is silenced here', async () => {
    const { atBob } = await ring();
    await bob.phone.silence(atBob);
    expect(bob.card?.state).toEqual({ kind: 'ringing', isSilenced: true });
    await untilAlerting();
    await settle();
    expect(alice.card?.state).toEqual({ kind: 'calling', isAlerting: true });
  });

  test('is shown and not rung while the person does not want to be disturbed', async () => {
    await bob.phone.changeSettings({ doNotDisturb: true });
    await ring();
    await settle();
    expect(bob.card?.state).toEqual({ kind: 'ringing', isSilenced: true });
    expect(alice.card?.state).toEqual({ kind: 'calling', isAlerting: false });
    await bob.phone.changeSettings({ doNotDisturb: false });
    expect(bob.card?.state).toEqual({ kind: 'ringing', isSilenced: false });
    await untilAlerting();
  });

  test('that is answered on one device stops ringing on the others', async () => {
    const kitchen = await world.openOnline('bob', { deviceId: 'kitchen', deviceName: 'Kitchen phone' });
    const { fromAlice, atBob } = await ring();
    const inKitchen = await kitchen.untilCard('ringing');
    await kitchen.phone.answer(inKitchen.id);
    await kitchen.untilCard('active');
    await bob.until('the device is named', ({ calls }) => {
      const state = calls[0]?.state;
      return state?.kind === 'remote' && state.device.name === 'Kitchen phone';
    });
    expect(() => bob.phone.openAudio(atBob)).toThrow('no-such-call');

    await alice.phone.end(fromAlice);
    expect(await endOf(bob)).toMatchObject({
      kind: 'ended',
      reason: { kind: 'answered-elsewhere', device: { name: 'Kitchen phone' } },
    });
  });

  test('that two devices answer at once belongs to the first, without an error', async () => {
    const kitchen = await world.openOnline('bob', { deviceId: 'kitchen', deviceName: 'Kitchen phone' });
    const { atBob } = await ring();
    const inKitchen = await kitchen.untilCard('ringing');
    await Promise.all([bob.phone.answer(atBob), kitchen.phone.answer(inKitchen.id)]);
    await alice.untilCard('active');
    await settle();
    const kinds = [bob.card?.state.kind, kitchen.card?.state.kind];
    expect(kinds.toSorted()).toEqual(['active', 'remote']);
    expect([bob.card?.problem, kitchen.card?.problem]).toEqual([undefined, undefined]);
  });

  test('came in while the phone was away and rings when it is back', async () => {
    bob.wire.setOnline(false);
    await alice.call(people.bob.number);
    await world.advance(1000);
    bob.wire.setOnline(true);
    await bob.phone.retryNow();
    await bob.untilCard('ringing');
  });
});

describe('the audio of a call', () => {
  test('flows to the caller before the answer', async () => {
    const early = new OutgoingStream({ source: 0, sink: 2 });
    const payload = new TextEncoder().encode('please hold');
    let isSent = false;
    const ears = await world.openOnline('alice', { deviceId: 'ears' }, async (request) => {
      const isMediaGet = request.method === 'GET' && request.url.endsWith('/media');
      if (!isMediaGet || isSent) return world.provider.fetch(request);
      isSent = true;
      await ears.until('the engine is open', () => isOpen);
      const chunk = early.encode({ timestamp: 1n, payloadType: payloadTypes.opus, payload });
      return new Response(encodeMediaBody([chunk]));
    });
    let isOpen = false;
    const id = await ears.call(people.bob.number);
    expect(ears.card?.state.kind).toBe('calling');
    const engine = ears.openEngine(id);
    isOpen = true;
    await ears.until('early media is heard', () => engine.words.includes('please hold'));
    expect(ears.card?.state.kind).toBe('calling');
  });

  test('is silence for the far side while it is muted, and never stops', async () => {
    const { fromAlice, atBob } = await talk();
    const mouth = alice.openEngine(fromAlice);
    const ear = bob.openEngine(atBob);
    await alice.phone.setMuted(fromAlice, true);
    expect(alice.card?.isMuted).toBe(true);
    mouth.say('nobody hears this');
    await world.advance(5000);
    expect(ear.words).toEqual([]);
    expect(ear.heard.length).toBeGreaterThanOrEqual(5);
    expect(ear.heard.every(({ payloadType }) => payloadType === payloadTypes.comfortNoise)).toBe(true);
    await alice.phone.setMuted(fromAlice, false);
    mouth.say('but this');
    await settle();
    expect(ear.words).toEqual(['but this']);
  });

  test('goes on after the window was loaded anew', async () => {
    const { fromAlice, atBob } = await talk();
    const ear = bob.openEngine(atBob);
    const before = alice.openEngine(fromAlice);
    before.say('one');
    const after = alice.openEngine(fromAlice);
    before.say('from a window that is gone');
    after.say('two');
    await settle();
    expect(ear.words).toEqual(['one', 'two']);
    ear.say('hello');
    await settle();
    expect(before.words).toEqual([]);
    expect(after.words).toEqual(['hello']);
  });

  test('arrives in order and numbered without gaps', async () => {
    const { fromAlice, atBob } = await talk();
    const mouth = alice.openEngine(fromAlice);
    const ear = bob.openEngine(atBob);
    const said = Array.from({ length: 200 }, (_, index) => `frame ${index}`);
    for (const text of said) {
      mouth.say(text);
      await world.advance(20);
    }
    expect(ear.words).toEqual(said);
    const numbers = ear.heard.map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  });
});

describe('two calls at once', () => {
  test('take turns: the one that is taken up puts the other on hold', async () => {
    const first = await talk();
    const second = await alice.call('+12025550100');
    const kindOf = (id: string): string | undefined =>
      alice.phone.state.calls.find((call) => call.id === id)?.state.kind;
    const untilThey = (are: readonly string[]): Promise<void> =>
      alice.until(are.join(), () => [first.fromAlice, second].map(kindOf).join() === are.join());
    await world.advance(0);
    await untilThey(['held', 'active']);
    const toEcho = alice.openEngine(second);
    expect(() => alice.phone.openAudio(first.fromAlice)).toThrow('no-such-call');
    toEcho.say('for the echo');
    await world.advance(1000);
    expect(toEcho.words).toEqual(['for the echo']);

    await alice.phone.setHeld(first.fromAlice, false);
    await untilThey(['active', 'held']);
    const ear = bob.openEngine(first.atBob);
    alice.openEngine(first.fromAlice).say('for bob');
    await settle();
    expect(ear.words).toEqual(['for bob']);

    await alice.phone.end(second);
    await untilThey(['active', 'ended']);
  });

  test('show the one that rings first', async () => {
    await alice.call('+12025550104');
    await world.advance(1000);
    await bob.call(people.alice.number);
    await alice.until('it rings', ({ calls }) => calls[0]?.state.kind === 'ringing');
    expect(alice.phone.state.calls.map(({ state }) => state.kind)).toEqual(['ringing', 'calling']);
  });
});

describe('a command that does not fit', () => {
  test('is refused with its own reason', async () => {
    const { fromAlice, atBob } = await ring();
    const { phone } = alice;
    await expect(phone.answer(fromAlice)).rejects.toMatchObject({ code: 'not-now' });
    await expect(phone.dismissCall(fromAlice)).rejects.toMatchObject({ code: 'not-now' });
    await expect(bob.phone.cancel(atBob)).rejects.toMatchObject({ code: 'not-now' });
    await expect(phone.end('no such call')).rejects.toMatchObject({ code: 'no-such-call' });
    await phone.cancel(fromAlice);
    await alice.untilCard('ended');
    await expect(phone.end(fromAlice)).rejects.toMatchObject({ code: 'call-ended' });
    await phone.dismissCall(fromAlice);
    expect(phone.state.calls).toEqual([]);
  });
});
