import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallAppearance, PhoneState } from '../../src-bridge/phone-state.ts';
import { settle } from '../support/fake-clock.ts';
import { InMemoryWorld, people, type Desk } from '../support/in-memory-world.ts';
import { interceptable, isTo, jsonAnswer } from '../support/intercept.ts';

let world: InMemoryWorld;
let wire: ReturnType<typeof interceptable>;

beforeEach(() => openWorld());
afterEach(() => world.close());

function openWorld(): void {
  world = new InMemoryWorld();
  wire = interceptable(world.serve);
}

/** Each property runs in a world of its own, which fails when a phone leaves something running. */
async function inFreshWorld(run: () => Promise<void>): Promise<void> {
  await world.close();
  openWorld();
  await run();
}

const eventLike = fc.record(
  {
    event: fc.constantFrom('call', 'handler', 'answered', 'attaching', 'end', 'hello', 'moved', 'no-such-event'),
    handler: fc.oneof(fc.string(), fc.constant('https://provider.example/x'), fc.integer()),
    call: fc.oneof(fc.constant('https://elsewhere.example/calls/1'), fc.string(), fc.constant(null)),
    nonce: fc.string(),
    by: fc.constantFrom('us', 'nobody'),
  },
  { requiredKeys: ['event'] },
);

/** Bodies that no provider should send, and some that one might. */
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map((text) => new TextEncoder().encode(text)),
  fc.array(eventLike, { maxLength: 4 }).map((events) => new TextEncoder().encode(JSON.stringify(events))),
  fc
    .constantFrom('[', '[{}', '{"tgs":[{}]}', '{"uri":"javascript:alert(1)"}', '['.repeat(5000), '')
    .map((text) => new TextEncoder().encode(text)),
  fc.constant(new Uint8Array(70_000).fill(0x20)),
);
const answer = fc.record({ body, status: fc.constantFrom(200, 200, 200, 201, 204, 302, 400, 418, 500) });
type Answer = { body: Uint8Array; status: number };

function toResponse({ body: bytes, status }: Answer): Response {
  return new Response(status === 204 ? null : (bytes as Uint8Array<ArrayBuffer>), { status });
}

describe('a provider that answers with garbage', () => {
  const atStart = [
    ['the list of terminal groups', 'GET', '/providertgs'],
    ['a terminal group', 'GET', /\/tg\/[^/]+$/u],
    ['the registration of a device', 'POST', '/handlers'],
    ['the event stream of a terminal group', 'GET', /\/tg\/[^/]+\/events$/u],
  ] as const;

  test.each(atStart)('in %s never gets the phone off its feet', async (_what, method, path) => {
    await fc.assert(
      fc.asyncProperty(answer, (garbage) =>
        inFreshWorld(async () => {
          wire.interceptor = (request) => (matches(request, method, path) ? toResponse(garbage) : undefined);
          const alice = await world.open('alice', {}, wire.serve);
          await world.advance(3000);
          expect(['signed-in', 'signed-out']).toContain(alice.phone.state.account.kind);
          wire.interceptor = () => undefined;
          if (alice.phone.state.account.kind === 'signed-out') return;
          await world.advance(60_000);
          expect(alice.phone.state.connection.kind).toBe('online');
        }),
      ),
      { numRuns: 15 },
    );
  });

  const inCall = [
    ['a description', 'GET', /\/calls\/[^/]+$/u],
    ['an event stream', 'GET', /\/calls\/[^/]+\/events$/u],
    ['the answer to an upload', 'PUT', /\/calls\/[^/]+\/events$/u],
    ['media', 'GET', '/media'],
    ['the answer to media', 'PUT', '/media'],
    ['the placing of a call', 'POST', '/calls'],
  ] as const;

  test.each(inCall)('in %s leaves the other call alone', async (_what, method, path) => {
    await fc.assert(
      fc.asyncProperty(answer, (garbage) =>
        inFreshWorld(async () => {
          const alice = await world.openOnline('alice', {}, wire.serve);
          const good = await alice.call('+12025550100');
          await world.advance(0);
          await alice.untilCard('active');
          const goodPaths = new Set(alice.wire.requests.flatMap((line) => /\/calls\/[^/]+/u.exec(line) ?? []));
          wire.interceptor = (request) => {
            const isGood = [...goodPaths].some((known) => request.url.includes(known));
            return !isGood && matches(request, method, path) ? toResponse(garbage) : undefined;
          };
          await alice.call('+12025550104').catch(() => undefined);
          await world.advance(12_000);
          await expectEcho(alice, good);
        }),
      ),
      { numRuns: 12 },
    );
  });
});

function matches(request: Request, method: string, path: string | RegExp): boolean {
  if (typeof path === 'string') return isTo(request, method, path);
  return request.method === method && path.test(new URL(request.url).pathname);
}

/** The call to the echo service goes on, on hold or not, and returns what is said. */
async function expectEcho(desk: Desk, callId: string): Promise<void> {
  const cardOf = (state: PhoneState): CallAppearance | undefined => state.calls.find(({ id }) => id === callId);
  if (cardOf(desk.phone.state)?.state.kind === 'held') await desk.phone.setHeld(callId, false);
  await desk.until('the call goes on', (state) => cardOf(state)?.state.kind === 'active');
  const card = cardOf(desk.phone.state);
  expect(card).not.toHaveProperty('problem');
  const engine = desk.openEngine(callId);
  engine.say('are you there');
  await world.advance(1000);
  expect(engine.words).toEqual(['are you there']);
}

describe('what breaks its schema', () => {
  test('in a description is named in the log, and the card comes when it is right', async () => {
    const bob = await world.openOnline('bob');
    const alice = await world.openOnline('alice', {}, wire.serve);
    wire.interceptor = (request) =>
      matches(request, 'GET', /\/calls\/[^/]+$/u)
        ? jsonAnswer({ uri: 'https://x.example/1', direction: 'up' })
        : undefined;
    await bob.call(people.alice.number);
    await settle();
    expect(alice.phone.state.calls).toEqual([]);
    expect(alice.log.lines.join('\n')).toMatch(/call byway .*"bad-response","detail":"direction"/u);
    wire.interceptor = () => undefined;
    await world.advance(3000);
    await alice.untilCard('ringing');
  });

  test('in an event is named on the card, and the stream is opened again', async () => {
    const bob = await world.openOnline('bob');
    const alice = await world.openOnline('alice', {}, wire.serve);
    wire.interceptor = (request) =>
      matches(request, 'GET', /\/calls\/[^/]+\/events$/u)
        ? jsonAnswer([{ event: 'attaching', handler: 5 }])
        : undefined;
    await bob.call(people.alice.number);
    await alice.until('the card has a problem', ({ calls }) => calls[0]?.problem !== undefined);
    expect(alice.card).toMatchObject({
      state: { kind: 'ringing' },
      problem: { code: 'bad-response', detail: 'handler' },
    });
    wire.interceptor = () => undefined;
    await world.advance(10_000);
    await alice.phone.answer(alice.card?.id ?? '');
    await alice.untilCard('active');
    expect(alice.card).not.toHaveProperty('problem');
  });

  test('in the answer to a call rejects that call alone, naming the member', async () => {
    const alice = await world.openOnline('alice', {}, wire.serve);
    const mic = { id: 1, 'param-sets': { opus: 1, PCMU: 1 } };
    wire.interceptor = (request) => {
      if (!isTo(request, 'POST', '/calls')) return undefined;
      return world.provider
        .fetch(request)
        .then(async (response) => jsonAnswer({ ...((await response.json()) as object), mic }, 201));
    };
    await expect(alice.call('+12025550104')).rejects.toMatchObject({
      code: 'bad-response',
      detail: 'mic.param-sets',
    });
  });

  test('in a directive that names no source of this device is named on the card', async () => {
    const bob = await world.openOnline('bob');
    const alice = await world.openOnline('alice', {}, wire.serve);
    await bob.call(people.alice.number);
    const ringing = await alice.untilCard('ringing');
    wire.interceptor = (request) => {
      if (!matches(request, 'GET', /\/calls\/[^/]+$/u)) return undefined;
      return world.provider.fetch(request).then(async (response) => {
        const mic = { id: 77, 'param-sets': { opus: 1 } };
        return jsonAnswer({ ...((await response.json()) as object), mic });
      });
    };
    await alice.phone.answer(ringing.id);
    await alice.until('the card has a problem', ({ calls }) => calls[0]?.problem !== undefined);
    expect(alice.card?.problem).toEqual({ code: 'bad-response', detail: 'mic.id' });
    expect(alice.card?.audio).toBeUndefined();
  });

  test('in the stream of a line shows as its problem until that is open again', async () => {
    const alice = await world.openOnline('alice', {}, wire.serve);
    wire.interceptor = (request) =>
      matches(request, 'GET', /\/tg\/[^/]+\/events$/u) ? jsonAnswer([{ event: 'call', call: 'nowhere' }]) : undefined;
    alice.wire.setOnline(false);
    alice.wire.setOnline(true);
    await world.advance(2000);
    expect(alice.phone.state.connection).toMatchObject({
      kind: 'reconnecting',
      problem: { code: 'bad-response', detail: 'call' },
    });
    wire.interceptor = () => undefined;
    await alice.phone.retryNow();
    await alice.until('online', ({ connection }) => connection.kind === 'online');
  });
});

test('a provider that names calls without end is followed for fifty of them', async () => {
  const names = Array.from({ length: 500 }, (_, index) => ({
    event: 'call',
    call: `https://provider.example/ripp/calls/none-${index}`,
  }));
  wire.interceptor = (request) => {
    if (matches(request, 'GET', /\/tg\/[^/]+\/events$/u)) return jsonAnswer(names);
    return request.url.includes('/none-') ? new Promise(() => undefined) : undefined;
  };
  const alice = await world.open('alice', {}, wire.serve);
  await settle();
  const followed = new Set(alice.wire.requests.flatMap((line) => /none-\d+/u.exec(line) ?? []));
  expect(followed.size).toBe(50);
});
