import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SharedProvider } from '../../../../src-server/processes/shared-provider.ts';
import type { Provider } from '../../../../src-server/provider.ts';
import type { Keeping, ProviderStore } from '../../../../src-server/store/provider-store.ts';
import { openSqliteStore } from '../../../../src-server/store/sqlite-store.ts';
import { silentLog } from '../../../../src-server/world.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const self = { name: 'a', url: 'https://localhost:1' };
/** Nobody listens there. */
const nowhere = { name: 'b', url: 'https://localhost:2' };
const theirs: Keeping = { kind: 'theirs', keeper: nowhere };

let clock: FakeClock;
let store: ProviderStore;
let answer: Keeping | 'unknown';
/** What was done with the providers that were made, in order. */
let done: string[];
let made: number;
let shared: SharedProvider;

beforeEach(async () => {
  clock = new FakeClock();
  done = [];
  made = 0;
  answer = { kind: 'ours', isAnew: true };
  store = {
    ...openSqliteStore(':memory:'),
    keep: () => (answer === 'unknown' ? Promise.reject(new Error('no Redis')) : Promise.resolve(answer)),
    announceLeave: () => Promise.resolve(void done.push('announced')),
    unseat: () => {
      answer = { kind: 'ours', isAnew: true };
      return Promise.resolve(void done.push('unseated'));
    },
    giveAway: () => Promise.resolve(void done.push('given away')),
  };
  shared = new SharedProvider({
    self,
    store,
    clock,
    log: silentLog,
    trust: { certificates: [], isExclusive: true },
    createProvider: () => providerOf(++made),
  });
});

afterEach(() => {
  shared.close();
  store.close();
  expect(clock.pending).toBe(0);
});

function providerOf(number: number): Provider {
  return {
    fetch: () => Promise.resolve(new Response(String(number))),
    close: () => void done.push(`${number} closed`),
    migrate: () => void done.push(`${number} migrates`),
    cut: () => void done.push(`${number} cut`),
  };
}

function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return shared.fetch(new Request(`https://localhost${path}`, { headers }));
}

async function becomes(keeping: Keeping | 'unknown'): Promise<void> {
  answer = keeping;
  await clock.advance(300);
}

describe('one of several processes', () => {
  it('answers itself while it keeps the calls, and names itself in a cookie of each call', async () => {
    await shared.start();
    const response = await ask('/ripp/calls/c1/media');
    expect(await response.text()).toBe('1');
    expect(response.headers.getSetCookie()).toEqual([
      'ripp-process=a; Path=/ripp/calls/c1; Secure; HttpOnly; SameSite=None',
    ]);
    expect((await ask('/ripp/tg/t1/events')).headers.getSetCookie()).toEqual([]);
  });

  it('goes on keeping them while it cannot be known who does', async () => {
    await shared.start();
    answer = { kind: 'ours', isAnew: false };
    await clock.advance(1000);
    await becomes('unknown');
    await clock.advance(10_000);
    expect(await (await ask('/')).text()).toBe('1');
    expect([made, done]).toEqual([1, []]);
  });

  it('leaves them when another one has them, and begins anew when they are its own again', async () => {
    await shared.start();
    await becomes(theirs);
    expect(done).toEqual(['1 cut']);
    await becomes({ kind: 'ours', isAnew: true });
    expect(await (await ask('/')).text()).toBe('2');
  });

  it('begins anew where another one had them while it was asleep', async () => {
    await shared.start();
    await becomes({ kind: 'ours', isAnew: true });
    answer = { kind: 'ours', isAnew: false };
    expect(done).toEqual(['1 cut']);
    expect(await (await ask('/')).text()).toBe('2');
  });

  it('holds a request until it is the keeper itself', async () => {
    answer = 'unknown';
    await shared.start();
    const waiting = ask('/');
    await clock.advance(1000);
    answer = { kind: 'ours', isAnew: true };
    await clock.advance(100);
    expect(await (await waiting).text()).toBe('1');
  });

  it('forgets a request whose sender went away while it waited', async () => {
    answer = 'unknown';
    await shared.start();
    const gone = new AbortController();
    const waiting = shared.fetch(new Request('https://localhost/', { signal: gone.signal }));
    gone.abort();
    answer = { kind: 'ours', isAnew: true };
    const forgotten = expect(waiting).rejects.toMatchObject({ name: 'StreamReset' });
    await clock.advance(100);
    await forgotten;
  });

  it('says after three seconds that nobody keeps the calls', async () => {
    answer = 'unknown';
    await shared.start();
    const waiting = ask('/');
    await clock.advance(3000);
    const response = await waiting;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('takes the place of a keeper that listens no more, and answers what waited', async () => {
    answer = theirs;
    await shared.start();
    const response = await ask('/');
    expect([await response.text(), done[0]]).toEqual(['1', 'unseated']);
  });

  it('takes the place of one that was killed where it listens itself', async () => {
    answer = { kind: 'theirs', keeper: { name: 'a', url: self.url } };
    await shared.start();
    await clock.advance(100);
    expect(await (await ask('/')).text()).toBe('1');
    expect(done).toEqual(['unseated']);
  });

  it('does not send on what another one has sent on', async () => {
    answer = theirs;
    await shared.start();
    const response = await ask('/', { 'ripp-forwarded': '1' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('asks every device to open its byways anew before it gives the calls away', async () => {
    await shared.start();
    const left = shared.leave(() => done.push('deaf'));
    await clock.advance(50);
    await left;
    expect(done).toEqual(['announced', 'deaf', '1 migrates', '1 cut', 'given away']);
    await becomes({ kind: 'ours', isAnew: true });
    expect(made).toBe(1);
  });
});
