import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { createEventInjector, type EventInjector } from '../support/event-injector.ts';
import { InMemoryWorld, people, type Desk } from '../support/in-memory-world.ts';
import { interceptable, isTo } from '../support/intercept.ts';

let world: InMemoryWorld;
let wire: ReturnType<typeof interceptable>;
let injector: EventInjector;
let alice: Desk;
let bob: Desk;

beforeEach(async () => {
  world = new InMemoryWorld();
  injector = createEventInjector(world.serve, world.clock);
  wire = interceptable(injector.serve);
  alice = await world.openOnline('alice', {}, wire.serve);
  bob = await world.openOnline('bob');
});

afterEach(() => world.close());

/** Alice and Bob are in call; returns the id at Alice's. */
async function talk(): Promise<string> {
  const id = await alice.call(people.bob.number);
  await bob.phone.answer((await bob.untilCard('ringing')).id);
  await alice.untilCard('active');
  await bob.untilCard('active');
  return id;
}

/** How often Alice's phone opened the stream of its line. */
function attempts(): number {
  return alice.wire.requests.filter((line) => /^GET .*\/tg\/[^/]+\/events$/u.test(line)).length;
}

describe('the stream of a line', () => {
  test('that was open for long and is lost is opened again at once', async () => {
    await world.advance(60_000);
    alice.wire.setOnline(false);
    alice.wire.setOnline(true);
    await alice.until('it was lost', () => attempts() === 2);
    await alice.until('it is online again', ({ connection }) => connection.kind === 'online');
  });

  test('is tried again after 2, 4, 8, 16 and then each 30 seconds', async () => {
    await world.advance(60_000);
    alice.wire.setOnline(false);
    await world.advance(0);
    const delays: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      const { connection } = alice.phone.state;
      const retryAt = connection.kind === 'reconnecting' ? (connection.retryAt ?? 0) : 0;
      delays.push(retryAt - world.clock.now());
      await world.advance(retryAt - world.clock.now());
    }
    expect(delays).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(alice.phone.state.connection).toMatchObject({ kind: 'reconnecting', problem: { code: 'offline' } });
  });

  test('that ended within five seconds of its opening counts as failed', async () => {
    alice.wire.setOnline(false);
    alice.wire.setOnline(true);
    await world.advance(1999);
    expect(alice.phone.state.connection.kind).toBe('reconnecting');
    await world.advance(1);
    expect(alice.phone.state.connection.kind).toBe('online');
  });

  test('is opened at once when the person asks for it', async () => {
    alice.wire.setOnline(false);
    await world.advance(7000);
    alice.wire.setOnline(true);
    expect(alice.phone.state.connection.kind).toBe('reconnecting');
    await alice.phone.retryNow();
    await alice.until('it is online', ({ connection }) => connection.kind === 'online');
  });

  test('that is silent for 25 seconds is dead', async () => {
    wire.interceptor = (request) =>
      isTo(request, 'GET', '/events') && request.url.includes('/tg/')
        ? new Response(new ReadableStream<Uint8Array>({ start: (body) => body.enqueue(new Uint8Array([0x5b])) }))
        : undefined;
    alice.wire.setOnline(false);
    alice.wire.setOnline(true);
    await world.advance(2000);
    expect(alice.phone.state.connection.kind).toBe('online');
    await world.advance(24_999);
    expect(attempts()).toBe(2);
    wire.interceptor = () => undefined;
    await world.advance(1);
    expect(attempts()).toBe(3);
    expect(alice.phone.state.connection.kind).toBe('online');
  });

  test('is kept open by the heartbeats of the provider', async () => {
    await world.advance(120_000);
    expect(attempts()).toBe(1);
  });
});

describe('a call whose network is lost', () => {
  test('is kept, the far side is told, and talk goes on when it is back', async () => {
    const id = await talk();
    await world.advance(10_000);
    alice.wire.setOnline(false);
    await world.advance(8000);
    expect(bob.card).toMatchObject({ state: { kind: 'active' }, farSideLostAt: expect.any(Number) });
    expect(alice.card?.state.kind).toBe('active');
    alice.wire.setOnline(true);
    await alice.phone.retryNow();
    await world.advance(3000);
    expect(bob.card?.state.kind).toBe('active');
    expect(bob.card).not.toHaveProperty('farSideLostAt');
    const ear = bob.openEngine(bob.card?.id ?? '');
    alice.openEngine(id).say('back again');
    await world.advance(20);
    expect(ear.words).toEqual(['back again']);
  });

  test('that is ended meanwhile by the far side is shown as ended', async () => {
    const id = await talk();
    await world.advance(10_000);
    alice.wire.setOnline(false);
    await world.advance(1000);
    await bob.phone.end(bob.card?.id ?? '');
    await world.advance(1000);
    alice.wire.setOnline(true);
    await alice.phone.retryNow();
    await alice.untilCard('ended');
    expect(alice.card).toMatchObject({ id, state: { reason: { kind: 'ended', by: 'them' } } });
  });

  test('takes what the person asks for meanwhile for five seconds, and then says that it could not', async () => {
    const id = await talk();
    await world.advance(10_000);
    alice.wire.setOnline(false);
    await world.advance(1000);
    const first = alice.phone.end(id).then(
      () => 'sent',
      (error: unknown) => PhoneError.from(error).code,
    );
    await world.advance(5000);
    expect(await first).toBe('offline');

    const second = alice.phone.end(id);
    alice.wire.setOnline(true);
    await alice.phone.retryNow();
    await second;
    await bob.untilCard('ended');
  });
});

describe('a call that is to migrate', () => {
  test('closes and opens its byways when the provider asks, and talk goes on', async () => {
    const id = await talk();
    const mouth = alice.openEngine(id);
    const ear = bob.openEngine(bob.card?.id ?? '');
    await world.advance(10_000);
    const before = alice.wire.requests.length;
    injector.inject({ event: 'migrate' });
    await world.advance(100);
    const after = alice.wire.requests.slice(before);
    const kinds = new Set(after.map((line) => line.replace(/\/calls\/[^/]+/u, '/call')));
    expect(kinds).toEqual(
      new Set([
        'GET /ripp/call/events',
        'PUT /ripp/call/events',
        'GET /ripp/call',
        'GET /ripp/call/media',
        'PUT /ripp/call/media',
      ]),
    );
    expect(after.findIndex((line) => line.endsWith('/media'))).toBeGreaterThan(
      after.findIndex((line) => line.startsWith('GET') && line.endsWith('/events')),
    );
    mouth.say('after the move');
    await world.advance(20);
    expect(ear.words).toEqual(['after the move']);
    expect(alice.card).toMatchObject({ state: { kind: 'active' } });
  });

  test('does so when no echo of its hello comes', async () => {
    await talk();
    const heard: string[] = [];
    wire.interceptor = (request) => {
      heard.push(`${request.method} ${new URL(request.url).pathname}`);
      if (!isTo(request, 'PUT', '/events')) return undefined;
      return new Promise(() => undefined);
    };
    injector.inject({ event: 'migrate' });
    await world.advance(4900);
    expect(migrations()).toEqual(['asked']);
    await world.advance(200);
    wire.interceptor = () => undefined;
    expect(migrations()).toEqual(['asked', 'no echo']);
    await world.advance(3000);
    expect(alice.card?.state.kind).toBe('active');
  });

  test('does so when its media is not acknowledged for a second, with growing delays', async () => {
    await talk();
    await world.advance(10_000);
    wire.interceptor = (request) => (isTo(request, 'PUT', '/media') ? new Promise(() => undefined) : undefined);
    await world.advance(5000);
    const count = migrations().length;
    expect(count).toBeGreaterThanOrEqual(2);
    expect(count).toBeLessThanOrEqual(3);
    wire.interceptor = () => undefined;
    await world.advance(20_000);
    expect(alice.card?.state.kind).toBe('active');
    const settled = migrations().length;
    await world.advance(20_000);
    expect(migrations().length).toBe(settled);
  });

  test('does so when no media comes for the time that its line allows', async () => {
    await talk();
    await world.advance(10_000);
    wire.interceptor = (request) => (isTo(request, 'GET', '/media') ? new Promise(() => undefined) : undefined);
    injector.inject({ event: 'migrate' });
    await world.advance(4900);
    expect(migrations()).toEqual(['asked']);
    await world.advance(200);
    expect(migrations()).toEqual(['asked', 'no-media']);
    wire.interceptor = () => undefined;
  });

  test('leaves the cookies of the call behind', async () => {
    const cookies: (string | null)[] = [];
    let isFirst = true;
    wire.interceptor = (request) => {
      if (!isTo(request, 'GET', '/events') || request.url.includes('/tg/')) return undefined;
      cookies.push(request.headers.get('cookie'));
      return injector.serve(request).then((response) => {
        if (isFirst) response.headers.append('set-cookie', 'route=a; Path=/');
        isFirst = false;
        return response;
      });
    };
    await talk();
    const media = new Promise<string | null>((resolve) => {
      const earlier = wire.interceptor;
      wire.interceptor = (request) => {
        if (request.url.endsWith('/media')) resolve(request.headers.get('cookie'));
        return earlier(request);
      };
    });
    await world.advance(1000);
    expect(await media).toBe('route=a');
    injector.inject({ event: 'migrate' });
    await world.advance(100);
    expect(cookies).toEqual([null, null]);
  });
});

function migrations(): string[] {
  return alice.log.lines.flatMap((line) => /call migrates .*"reason":"([^"]*)"/u.exec(line)?.[1] ?? []);
}
