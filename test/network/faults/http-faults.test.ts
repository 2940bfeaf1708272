import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PhoneError } from '../../../src-bridge/phone-error.ts';
import { people, type Desk } from '../../support/in-memory-world.ts';
import type { HttpFault, HttpRelay, RelayedRequest } from './http-relay.ts';
import { WiredWorld } from './wired-world.ts';

/** A kind of request that a phone makes on the way to a talk. */
interface Kind {
  readonly request: string;
  readonly isIt: (request: RelayedRequest) => boolean;
}

function kind(method: string, path: RegExp): Kind {
  return {
    request: `${method} ${path.source}`,
    isIt: (request) => request.method === method && path.test(request.path),
  };
}

const discovery = kind('GET', /providertgs$/u);
const registration = kind('POST', /handlers$/u);
const lineEvents = kind('GET', /tg\/[^/]+\/events$/u);
const placing = kind('POST', /calls$/u);
const description = kind('GET', /calls\/[^/]+$/u);
const events = kind('GET', /calls\/[^/]+\/events$/u);
const commands = kind('PUT', /calls\/[^/]+\/events$/u);
const speech = kind('PUT', /media$/u);
const hearing = kind('GET', /media$/u);

const kinds = [discovery, registration, lineEvents, placing, description, events, commands, speech, hearing];
/** Those that may be asked again without harm when what was answered is lost, and whose answer has a body. */
const repeatable = [registration, lineEvents, description, events, speech, hearing];

/** A fault comes over so many requests of its kind. */
const times = 2;
/** All that a fault brings about is over within this, ms. */
const recoveredMs = 20_000;

let world: WiredWorld;
let bob: Desk;
beforeEach(async () => {
  world = await WiredWorld.start();
  ({ desk: bob } = await world.open('bob'));
});
afterEach(() => world.close());

/** Does `fault` to the next requests of a kind. */
function inflict(relay: HttpRelay, { isIt }: Kind, fault: HttpFault, count = times): void {
  let left = count;
  relay.inflict((request) => (isIt(request) && left-- > 0 ? fault : undefined));
}

/** Opens Alice's phone with a fault on its wire, calls Bob, who answers, and waits until words go both ways. */
async function talkDespite(suffering: Kind, fault: HttpFault): Promise<Desk> {
  const { desk: alice, relay } = await world.openBehindProxy('alice', (made) => inflict(made, suffering, fault));
  let isPlaced = false;
  void alice.call(people.bob.number).then(() => (isPlaced = true));
  await world.pass('it rings', recoveredMs, () => isPlaced && bob.card?.state.kind === 'ringing');
  await bob.phone.answer(bob.card?.id ?? '');
  for (const desk of [alice, bob])
    await world.pass(
      'both talk',
      recoveredMs,
      () => desk.card?.state.kind === 'active' && desk.card.audio !== undefined,
    );
  const [mouth, ear] = [alice.openEngine(alice.card?.id ?? ''), bob.openEngine(bob.card?.id ?? '')];
  await world.pass('words go both ways', recoveredMs, () => {
    mouth.say('hello');
    ear.say('yes');
    return ear.words.includes('hello') && mouth.words.includes('yes');
  });
  expect(relay.struck).toBeGreaterThan(0);
  expect(alice.phone.state.devices).toHaveLength(1);
  return alice;
}

describe('a provider that is overloaded', () => {
  const refusals = ([429, 503] as const).flatMap((status) =>
    kinds.map((each) => ({ ...each, status, fault: { kind: 'refuse', status, retryAfterS: 1 } as const })),
  );

  test.each(refusals)('and answers $status to $request is asked again', async ({ fault, ...suffering }) => {
    const alice = await talkDespite(suffering, fault);
    expect(alice.card).not.toHaveProperty('problem');
  });

  test.each([429, 503] as const)('for good answers a call with %i: the person is told', async (status) => {
    const { desk: alice, relay } = await world.openBehindProxy('alice');
    inflict(relay, placing, { kind: 'refuse', status, retryAfterS: 2 }, Infinity);
    const outcome = alice.call(people.bob.number).then(
      () => 'placed',
      (error: unknown) => PhoneError.from(error).code,
    );
    let known: string | undefined;
    void outcome.then((code) => (known = code));
    await world.pass('it is given up', 16_000, () => known !== undefined);
    expect(known).toBe('overloaded');
    expect(alice.phone.state.calls).toEqual([]);
    expect(bob.phone.state.calls).toEqual([]);
  });

  test('is waited for as long as it says', async () => {
    const { desk: alice, relay } = await world.openBehindProxy('alice');
    inflict(relay, placing, { kind: 'refuse', status: 503, retryAfterS: 7 }, 1);
    const placed = alice.call(people.bob.number);
    await world.advance(6900);
    expect(bob.card).toBeUndefined();
    await world.advance(100);
    await placed;
    await world.pass('it rings', 0, () => bob.card?.state.kind === 'ringing');
  });
});

describe('an answer', () => {
  test.each(kinds)('to $request that is three seconds late is waited for', async (suffering) => {
    await talkDespite(suffering, { kind: 'slow', delayMs: 3000 });
  });

  test.each(repeatable)('to $request that ends in mid-object is asked for again', async (suffering) => {
    await talkDespite(suffering, { kind: 'truncate', afterBytes: 20 });
  });

  test.each(repeatable)('to $request that breaks off is asked for again', async (suffering) => {
    await talkDespite(suffering, { kind: 'break-off', afterBytes: 20 });
  });

  test.each([
    { how: 'ends in mid-object', fault: { kind: 'truncate', afterBytes: 20 }, code: 'bad-response' },
    { how: 'breaks off', fault: { kind: 'break-off', afterBytes: 20 }, code: 'offline' },
  ] as const)('to a call that $how is told; the call is there all the same, and can be ended', async (row) => {
    const { desk: alice, relay } = await world.openBehindProxy('alice');
    inflict(relay, placing, row.fault, 1);
    await expect(alice.call(people.bob.number)).rejects.toMatchObject({ code: row.code });
    await world.pass('it is shown', 3000, () => alice.card?.state.kind === 'calling');
    await alice.phone.cancel(alice.card?.id ?? '');
    await world.pass('it is over', 3000, () => bob.card?.state.kind === 'ended');
    expect(alice.card?.state.kind).toBe('ended');
  });

  test.each([
    { how: 'ends in mid-object', fault: { kind: 'truncate', afterBytes: 20 }, code: 'bad-response' },
    { how: 'breaks off', fault: { kind: 'break-off', afterBytes: 20 }, code: 'offline' },
  ] as const)('to the first question of a sign-in that $how is told', async (row) => {
    const { desk: alice } = await world.openBehindProxy(
      'alice',
      (relay) => inflict(relay, discovery, row.fault),
      ({ account }) => account.kind === 'signed-out',
    );
    expect(alice.phone.state.account).toMatchObject({ kind: 'signed-out', problem: { code: row.code } });
  });
});

describe('a call in progress', () => {
  const inCall = [events, commands, speech, hearing, description, lineEvents];
  const hindrances: readonly HttpFault[] = [
    { kind: 'refuse', status: 503, retryAfterS: 1 },
    { kind: 'truncate', afterBytes: 5 },
    { kind: 'break-off', afterBytes: 5 },
    { kind: 'slow', delayMs: 3000 },
  ];

  test.each(inCall.flatMap((suffering) => hindrances.map((fault) => ({ ...suffering, fault, how: fault.kind }))))(
    'outlives three seconds of "$how" on every $request',
    async ({ fault, ...suffering }) => {
      const { desk: alice, relay } = await world.openBehindProxy('alice');
      const id = await alice.call(people.bob.number);
      await world.pass('it rings', 1000, () => bob.card?.state.kind === 'ringing');
      await bob.phone.answer(bob.card?.id ?? '');
      await world.pass('they talk', 3000, () => alice.card?.audio !== undefined && bob.card?.audio !== undefined);
      const [mouth, ear] = [alice.openEngine(id), bob.openEngine(bob.card?.id ?? '')];
      await world.advance(12_000);
      inflict(relay, suffering, fault, Infinity);
      await world.advance(3000);
      relay.relent();
      await world.pass('words go both ways', recoveredMs, () => {
        mouth.say('after');
        ear.say('after');
        return ear.words.includes('after') && mouth.words.includes('after');
      });
      for (const { card } of [alice, bob]) expect(card?.state).toEqual({ kind: 'active' });
      expect(alice.phone.state.connection.kind).toBe('online');
    },
  );
});
