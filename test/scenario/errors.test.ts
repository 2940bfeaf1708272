import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PhoneFailure } from '../../src-bridge/phone-error.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { settle } from '../support/fake-clock.ts';
import { authority, InMemoryWorld, people, type Desk } from '../support/in-memory-world.ts';
import { interceptable, isTo, jsonAnswer, refusal } from '../support/intercept.ts';

let world: InMemoryWorld;
let wire: ReturnType<typeof interceptable>;

beforeEach(() => {
  world = new InMemoryWorld();
  wire = interceptable(world.serve);
});

afterEach(() => world.close());

async function openAlice(): Promise<Desk> {
  return world.openOnline('alice', {}, wire.serve);
}

/** From now on the placing of a call is refused so. */
function refuseCalls(response: () => Response): void {
  wire.interceptor = (request) => (isTo(request, 'POST', '/calls') ? response() : undefined);
}

async function failureOf(action: Promise<unknown>): Promise<PhoneFailure> {
  const error: unknown = await action.then(
    () => expect.unreachable('it went well'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PhoneError);
  return (error as PhoneError).toFailure();
}

describe('a call that the provider refuses', () => {
  const cases: readonly [number, object, PhoneFailure][] = [
    [400, { member: 'destination' }, { code: 'refused-request', detail: 'destination' }],
    [400, { detail: 'The body is no JSON.', member: '' }, { code: 'refused-request', detail: 'The body is no JSON.' }],
    [403, { detail: 'You may not call abroad.' }, { code: 'forbidden', detail: 'You may not call abroad.' }],
    [403, { detail: 'See https://provider.example/x?t=1 now' }, { code: 'forbidden', detail: 'See … now' }],
    [403, {}, { code: 'forbidden' }],
    [404, {}, { code: 'unreachable' }],
    [405, {}, { code: 'refused-request' }],
    [409, {}, { code: 'device-unavailable' }],
    [413, { title: 'Too large' }, { code: 'refused-request', detail: 'Too large' }],
    [415, {}, { code: 'refused-request' }],
    [431, {}, { code: 'refused-request' }],
    [500, {}, { code: 'bad-response', detail: 'status 500' }],
    [302, {}, { code: 'bad-response', detail: 'status 302' }],
  ];

  test.each(cases)('with %i %j fails with its own reason and leaves no card', async (status, problem, failure) => {
    const alice = await openAlice();
    refuseCalls(() => refusal(status, problem));
    expect(await failureOf(alice.call(people.bob.number))).toEqual(failure);
    expect(alice.phone.state.calls).toEqual([]);
    expect(alice.phone.state.account.kind).toBe('signed-in');
  });

  test('with a body that is no problem fails by its status', async () => {
    const alice = await openAlice();
    refuseCalls(() => new Response('<html>', { status: 403 }));
    expect(await failureOf(alice.call(people.bob.number))).toEqual({ code: 'forbidden' });
  });

  test.each([429, 503])('with %i is placed when the provider asks to be asked again', async (status) => {
    const alice = await openAlice();
    await world.openOnline('bob');
    let refusals = 0;
    wire.interceptor = (request) =>
      isTo(request, 'POST', '/calls') && refusals++ < 2 ? refusal(status, {}, { 'retry-after': '3' }) : undefined;
    const placed = alice.call(people.bob.number);
    await alice.until('it was asked', () => refusals === 1);
    await world.advance(2999);
    expect(refusals).toBe(1);
    await world.advance(1);
    expect(refusals).toBe(2);
    await world.advance(3000);
    const id = await placed;
    expect(alice.card?.id).toBe(id);
  });

  test('with 503 again and again is given up within 15 seconds', async () => {
    const alice = await openAlice();
    let refusals = 0;
    refuseCalls(() => {
      refusals++;
      return refusal(503, {}, { 'retry-after': '4' });
    });
    const failure = failureOf(alice.call(people.bob.number));
    await alice.until('it was asked', () => refusals === 1);
    await world.advance(15_000);
    expect(await failure).toEqual({ code: 'overloaded' });
    expect(refusals).toBe(4);
  });

  test('is asked again even where the provider wants more time than an answer may take', async () => {
    const alice = await openAlice();
    let refusals = 0;
    wire.interceptor = (request) =>
      isTo(request, 'POST', '/calls') && refusals++ < 1 ? refusal(503, {}, { 'retry-after': '14' }) : undefined;
    const placed = alice.call('+12025550104');
    await alice.until('it was asked', () => refusals === 1);
    await world.advance(14_000);
    expect(await placed).toBe(alice.card?.id);
  });

  test('with a Retry-After beyond all patience is given up at once', async () => {
    const alice = await openAlice();
    refuseCalls(() => refusal(429, {}, { 'retry-after': '3600' }));
    expect(await failureOf(alice.call(people.bob.number))).toEqual({ code: 'overloaded' });
  });

  test('without an answer is given up', async () => {
    const alice = await openAlice();
    let isAsked = false;
    wire.interceptor = (request) => {
      if (!isTo(request, 'POST', '/calls')) return undefined;
      isAsked = true;
      return new Promise(() => undefined);
    };
    const failure = failureOf(alice.call(people.bob.number));
    await alice.until('it was asked', () => isAsked);
    await world.advance(10_000);
    expect(await failure).toEqual({ code: 'offline' });
  });

  test('without a network fails at once', async () => {
    const alice = await openAlice();
    alice.wire.setOnline(false);
    expect(await failureOf(alice.call(people.bob.number))).toEqual({ code: 'offline' });
  });
});

describe('a token that the provider refuses', () => {
  test('at the start leaves the person signed out with the reason', async () => {
    const alice = await world.open('alice', { start: { kind: 'token', authority, token: 'wrong' } }, wire.serve);
    await alice.until('it failed', ({ account }) => account.kind === 'signed-out' && account.problem !== undefined);
    expect(alice.phone.state.account).toEqual({ kind: 'signed-out', problem: { code: 'sign-in-required' } });
  });

  test.each([
    ['the placing of a call', 'POST', '/calls'],
    ['an event stream', 'GET', '/events'],
    ['an upload of events', 'PUT', '/events'],
    ['media', 'PUT', '/media'],
  ])('at %s ends the session and asks to sign in again', async (_what, method, end) => {
    const alice = await openAlice();
    wire.interceptor = (request) => (isTo(request, method, end) ? refusal(401) : undefined);
    await alice.call('+12025550100').catch(() => undefined);
    await world.advance(0);
    await alice.until('signed out', ({ account }) => account.kind === 'signed-out');
    expect(alice.phone.state).toMatchObject({
      account: { kind: 'signed-out', problem: { code: 'sign-in-required' } },
      connection: { kind: 'offline' },
      lines: [],
      calls: [],
    });
    await world.advance(1000);
    expect(alice.wire.open).toBe(0);
  });
});

describe('a device that the provider does not know', () => {
  test('cannot place a call, is registered anew, and can then', async () => {
    const alice = await openAlice();
    let isFirst = true;
    wire.interceptor = (request) => {
      const isRefused = isFirst && isTo(request, 'POST', '/calls');
      if (isRefused) isFirst = false;
      return isRefused ? refusal(409) : undefined;
    };
    expect(await failureOf(alice.call('+12025550104'))).toEqual({ code: 'device-unavailable' });
    const checked = alice.wire.requests.filter((line) => line.startsWith('GET') && line.includes('/handlers/'));
    expect(checked.length).toBeGreaterThan(0);
    await alice.call('+12025550104');
    expect(alice.card?.state.kind).toBe('calling');
  });

  test('is registered anew, and can answer then', async () => {
    const bob = await world.openOnline('bob');
    const alice = await openAlice();
    await bob.call(people.alice.number);
    const ringing = await alice.untilCard('ringing');
    wire.interceptor = (request) => {
      if (!isTo(request, 'GET', '/events')) return undefined;
      return eventStream({ event: 'handler-invalid', handler: request.headers.get('ripp-handler') });
    };
    const before = alice.wire.requests.length;
    alice.wire.setOnline(false);
    alice.wire.setOnline(true);
    await world.advance(2000);
    const since = alice.wire.requests.slice(before);
    expect(since.filter((line) => line.startsWith('GET') && line.includes('/handlers/')).length).toBeGreaterThan(0);
    wire.interceptor = () => undefined;
    await world.advance(30_000);
    await alice.phone.answer(ringing.id);
    expect(await alice.untilCard('active')).not.toHaveProperty('problem');
  });
});

describe('a device that does not get its media through', () => {
  test('keeps the call with a problem on its card, and can take it once media gets through', async () => {
    const bob = await world.openOnline('bob');
    const alice = await openAlice();
    wire.interceptor = (request) => (isTo(request, 'GET', '/media') ? new Promise(() => undefined) : undefined);
    await bob.call(people.alice.number);
    await alice.phone.answer((await alice.untilCard('ringing')).id);
    await alice.untilCard('attaching');
    await world.advance(10_000);
    expect(alice.card).toMatchObject({
      state: { kind: 'unattached', device: { name: "alice's phone" } },
      problem: { code: 'device-not-connected' },
    });
    expect(alice.card?.audio).toBeUndefined();
    wire.interceptor = () => undefined;
    await alice.phone.pull(alice.card?.id ?? '');
    expect(await alice.untilCard('active')).not.toHaveProperty('problem');
  });
});

describe('a call that the provider has forgotten', () => {
  test('is shown as ended', async () => {
    const alice = await openAlice();
    await alice.call('+12025550104');
    wire.interceptor = (request) => (request.url.includes('/calls/') ? refusal(404) : undefined);
    alice.wire.setOnline(false);
    alice.wire.setOnline(true);
    await world.advance(10_000);
    expect(alice.phone.state.calls).toEqual([]);
    expect(alice.log.lines.join('\n')).toMatch(/info call .*"over"/u);
  });
});

describe('what answers and is no provider', () => {
  test.each<[string, () => Response, PhoneFailure]>([
    ['a page that is not there', () => refusal(404), { code: 'not-ripp' }],
    ['a web page', () => new Response('<html></html>'), { code: 'bad-response', detail: 'the body is not JSON' }],
    ['another shape', () => jsonAnswer({ tgs: [{ uri: 5 }] }), { code: 'bad-response', detail: 'tgs.0.uri' }],
    ['no lines', () => jsonAnswer({ tgs: [] }), { code: 'no-line' }],
  ])('%s is told apart', async (_what, answer, problem) => {
    wire.interceptor = (request) => (isTo(request, 'GET', '/providertgs') ? answer() : undefined);
    const alice = await world.open('alice', {}, wire.serve);
    await alice.until('it failed', ({ account }) => account.kind === 'signed-out' && account.problem !== undefined);
    expect(alice.phone.state.account).toEqual({ kind: 'signed-out', problem });
  });

  test.each(['', 'not a name', 'a/b', 'user@host', 'host:port'])('"%s" is no name of a provider', async (name) => {
    const alice = await openAlice();
    await alice.phone.signOut();
    await expect(alice.phone.signIn(name)).rejects.toMatchObject({ code: 'unknown-authority' });
  });
});

/** A response whose body is an event array with one event that goes on. */
function eventStream(event: object): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(`[${JSON.stringify(event)}`)),
  });
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

test('a body of a refusal that never ends does not hold anything up for ever', async () => {
  const alice = await openAlice();
  let isAsked = false;
  refuseCalls(() => {
    isAsked = true;
    return new Response(new ReadableStream(), { status: 403 });
  });
  const failure = failureOf(alice.call(people.bob.number));
  await alice.until('it was asked', () => isAsked);
  await world.advance(30_000);
  expect((await failure).code).toBe('offline');
  await settle();
});
