import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import {
  alice,
  bob,
  EventReader,
  everyCodec,
  origin,
  ProviderWorld,
  readJson,
  ring,
} from '../support/provider-world.ts';

let world: ProviderWorld;
let group: string;

beforeEach(async () => {
  world = new ProviderWorld();
  [group = ''] = await world.groupsOf(alice);
});

afterEach(() => world.close());

const description = { nickname: 'Kitchen phone', 'device-id': 'kitchen-1', ...everyCodec };

async function register(body: object): Promise<{ response: Response; handler: Record<string, unknown> }> {
  const response = await world.ask(alice, 'POST', `${group}/handlers`, { body });
  return { response, handler: (await readJson(response.clone())) as Record<string, unknown> };
}

describe('discovery', () => {
  test('lists one terminal group a number, each with a URI that nobody can guess', async () => {
    const list = await readJson(await world.ask(bob, 'GET', '/.well-known/ripp/providertgs'));
    expect(list).toMatchObject({ tgs: [{ description: '+14085550111' }, { description: '+14085550112' }] });
    const uris = await world.groupsOf(bob);
    expect(new Set(uris).size).toBe(2);
    for (const uri of uris) expect(uri).toMatch(/^https:\/\/provider\.example\/ripp\/tg\/[\w-]{16,}$/u);
  });

  test('describes a terminal group with what may go out and come in', async () => {
    expect(await readJson(await world.ask(alice, 'GET', group))).toEqual({
      outbound: { origins: '+14085550110', destinations: '*' },
      inbound: { origins: '*', destinations: '+14085550110' },
      'retry-backoff': 2000,
      'media-timeout': 5000,
    });
  });

  test('mints URIs from the one configured origin, whatever host was asked', async () => {
    const elsewhere = 'https://other.example/.well-known/ripp/providertgs';
    const { tgs } = (await readJson(await world.ask(alice, 'GET', elsewhere))) as { tgs: { uri: string }[] };
    expect(tgs.map(({ uri }) => uri)).toEqual([group]);
  });
});

describe('a device', () => {
  test('is registered with 201, a location and its description echoed with uri and id', async () => {
    const extra = { 'x-unknown': { kept: [1, 2] } };
    const { response, handler } = await register({ ...description, ...extra });
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(handler['uri']);
    expect(handler).toEqual({ ...description, ...extra, uri: handler['uri'], id: expect.any(String) as string });
    expect(await readJson(await world.ask(alice, 'GET', String(handler['uri'])))).toEqual(handler);
    expect(await readJson(await world.ask(alice, 'GET', `${group}/handlers`))).toEqual({ handlers: [handler['uri']] });
  });

  test('that registers again with its device-id is replaced, keeps its URI and is answered 200', async () => {
    const { handler } = await register(description);
    const { response, handler: again } = await register({ ...description, nickname: 'Renamed' });
    expect(response.status).toBe(200);
    expect(again).toMatchObject({ uri: handler['uri'], nickname: 'Renamed' });
  });

  test('is described anew as a whole; uri and id in the body are ignored', async () => {
    const { handler } = await register({ ...description, img: 'https://example.com/x.png' });
    const uri = String(handler['uri']);
    const body = { ...description, nickname: 'New', uri: `${origin}/mine`, id: 'mine' };
    const response = await world.ask(alice, 'PUT', uri, { body });
    expect(response.status).toBe(200);
    const changed = { ...description, nickname: 'New', uri, id: handler['id'] };
    expect(await readJson(response)).toEqual(changed);
    expect(await readJson(await world.ask(alice, 'GET', uri))).toEqual(changed);
  });

  test('that is removed is gone', async () => {
    const { handler } = await register(description);
    const removed = await world.ask(alice, 'DELETE', String(handler['uri']));
    expect([removed.status, removed.headers.get('x-content-type-options')]).toEqual([204, 'nosniff']);
    expect((await world.ask(alice, 'GET', String(handler['uri']))).status).toBe(404);
    expect((await world.ask(alice, 'PUT', String(handler['uri']), { body: description })).status).toBe(404);
  });

  test('keeps its URI, and the line its own, over a restart of the provider', async () => {
    const { handler } = await register(description);
    const restarted = new ProviderWorld({ store: world.store });
    expect(await restarted.groupsOf(alice)).toEqual([group]);
    expect(await readJson(await restarted.ask(alice, 'GET', String(handler['uri'])))).toEqual(handler);
    restarted.provider.close();
  });
});

describe('the event stream of a terminal group', () => {
  test('tells of each change of the devices', async () => {
    const watcher = await world.register(alice, 'watcher');
    const news = await watcher.watch();
    const { handler } = await register(description);
    await world.ask(alice, 'PUT', String(handler['uri']), { body: description });
    await world.ask(alice, 'DELETE', String(handler['uri']));
    await settle();
    expect(news.events).toMatchObject(
      ['created', 'modified', 'destroyed'].map((change) => ({
        event: 'handler',
        handler: handler['uri'],
        change,
        direction: 's2c',
        timestamp: new Date(world.clock.now()).toISOString(),
      })),
    );
  });

  test('begins with the calls in progress, has a newline every 10 s and ends with the provider', async () => {
    const caller = await world.register(alice, 'caller');
    const callee = await world.register(bob, 'callee');
    const { near, far } = await ring(caller, callee);
    const late = await callee.watch();
    await settle();
    expect(late.events).toMatchObject([{ event: 'call', call: far }]);
    expect(late.headers.get('cache-control')).toBe('no-store');
    expect((await caller.watch()).status).toBe(200);
    await world.clock.advance(10_000);
    expect(late.text.endsWith('\n')).toBe(true);
    world.provider.close();
    await settle();
    expect(late.hasEnded).toBe(true);
    expect((await caller.ask('GET', near)).status).toBe(404);
  });

  test('says nothing of another line of the same account', async () => {
    const [, second = ''] = await world.groupsOf(bob);
    const caller = await world.register(alice, 'caller');
    const callee = await world.register(bob, 'callee');
    const other = new EventReader(await world.ask(bob, 'GET', `${second}/events`));
    await ring(caller, callee);
    await settle();
    expect(other.text).toBe('[');
    expect(await readJson(await world.ask(bob, 'GET', `${second}/calls`))).toEqual({ calls: [] });
  });
});
