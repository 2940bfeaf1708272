import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../support/fake-clock.ts';
import { authority, InMemoryWorld, people, type Desk } from '../support/in-memory-world.ts';
import { createMemorySecrets } from '../support/memory-ports.ts';

let world: InMemoryWorld;

beforeEach(() => {
  world = new InMemoryWorld();
});

afterEach(() => world.close());

const bearer = { authorization: `Bearer ${people.alice.token}` };

async function ask(path: string, method = 'GET'): Promise<unknown> {
  const response = await world.provider.fetch(
    new Request(new URL(path, `https://${authority}`), { method, headers: bearer }),
  );
  return response.status === 204 ? undefined : response.json();
}

interface Device {
  uri: string;
  nickname: string;
  'device-id': string;
}

/** What the provider knows of Alice's devices. */
async function devicesOfAlice(): Promise<Device[]> {
  const { tgs } = (await ask('/.well-known/ripp/providertgs')) as { tgs: { uri: string }[] };
  const { handlers } = (await ask(`${tgs[0]?.uri}/handlers`)) as { handlers: string[] };
  return Promise.all(handlers.map(async (uri) => (await ask(uri)) as Device));
}

/** The requests of a desk that have to do with its registration. */
function registrationOf(desk: Desk): string[] {
  return desk.wire.requests.map((line) => line.replace(/\/[^/]*$/u, '')).filter((line) => line.includes('/handlers'));
}

describe('a device', () => {
  test('registers once, with what it can do, and keeps its handler for ever', async () => {
    const secrets = createMemorySecrets();
    const first = await world.openOnline('alice', { secrets, deviceName: 'Desk' });
    const [device, another] = await devicesOfAlice();
    expect(another).toBeUndefined();
    expect(device).toMatchObject({
      nickname: 'Desk',
      'device-id': 'device of alice',
      vendor: 'Byway',
      mic: { id: 1 },
      spk: { id: 2 },
    });
    await first.close();

    const second = await world.openOnline('alice', { secrets, deviceName: 'Desk', start: { kind: 'resume' } });
    expect((await devicesOfAlice()).map(({ uri }) => uri)).toEqual([device?.uri]);
    expect(second.wire.requests.filter((line) => /^(?:POST|PUT)/u.test(line))).toEqual([]);
    expect(second.phone.state.account).toEqual({ kind: 'signed-in', provider: authority, isDemo: false });
  });

  test('that the provider has dropped registers anew, silently', async () => {
    const secrets = createMemorySecrets();
    const first = await world.openOnline('alice', { secrets });
    await first.close();
    const [device] = await devicesOfAlice();
    await ask(device?.uri ?? '', 'DELETE');

    const second = await world.openOnline('alice', { secrets, start: { kind: 'resume' } });
    expect(await devicesOfAlice()).toHaveLength(1);
    expect(second.phone.state.notices).toEqual([]);
    await second.call('+12025550100');
    await world.advance(0);
    await second.untilCard('active');
  });

  test('that is removed while it runs registers anew, says so, and can answer', async () => {
    const alice = await world.openOnline('alice');
    const bob = await world.openOnline('bob');
    await bob.call(people.alice.number);
    const ringing = await alice.untilCard('ringing');
    const [device] = await devicesOfAlice();
    await ask(device?.uri ?? '', 'DELETE');
    await alice.until('a notice', ({ notices }) => notices.length > 0);
    expect(alice.phone.state.notices).toMatchObject([{ code: 'registered-anew' }]);
    expect(alice.card).toMatchObject({ id: ringing.id, state: { kind: 'ringing' } });
    await alice.phone.answer(ringing.id);
    await alice.untilCard('active');
    await alice.phone.dismissNotice(alice.phone.state.notices[0]?.id ?? '');
    expect(alice.phone.state.notices).toEqual([]);
  });

  test('whose name was changed between runs or while it runs tells the provider', async () => {
    const secrets = createMemorySecrets();
    const first = await world.openOnline('alice', { secrets, deviceName: 'Desk' });
    await first.close();
    const second = await world.openOnline('alice', { secrets, deviceName: 'Study', start: { kind: 'resume' } });
    expect((await devicesOfAlice()).map(({ nickname }) => nickname)).toEqual(['Study']);
    await second.phone.changeSettings({ deviceName: 'Attic' });
    await settle();
    expect((await devicesOfAlice()).map(({ nickname }) => nickname)).toEqual(['Attic']);
    expect(registrationOf(second).filter((line) => line.startsWith('POST'))).toEqual([]);
  });

  test('is removed when the person signs out, and the account is forgotten', async () => {
    const secrets = createMemorySecrets();
    const alice = await world.openOnline('alice', { secrets });
    expect(await devicesOfAlice()).toHaveLength(1);
    await alice.phone.signOut();
    expect(await devicesOfAlice()).toEqual([]);
    expect([...secrets.entries]).toEqual([]);
    expect(alice.phone.state).toMatchObject({
      account: { kind: 'signed-out' },
      connection: { kind: 'offline' },
      lines: [],
      calls: [],
    });
    await expect(alice.call(people.bob.number)).rejects.toMatchObject({ code: 'sign-in-required' });

    const next = await world.open('alice', { secrets, start: { kind: 'resume' } });
    await settle();
    expect(next.phone.state.account).toEqual({ kind: 'signed-out' });
  });

  test('ends its call when the person signs out', async () => {
    const alice = await world.openOnline('alice');
    const bob = await world.openOnline('bob');
    await bob.call(people.alice.number);
    await alice.phone.answer((await alice.untilCard('ringing')).id);
    await bob.untilCard('active');
    await alice.phone.signOut();
    expect((await bob.untilCard('ended')).state).toMatchObject({ reason: { kind: 'ended', by: 'them' } });
  });
});

describe('without a keychain', () => {
  test('the person is told once, and the phone works for this run', async () => {
    const secrets = createMemorySecrets(false);
    const alice = await world.openOnline('alice', { secrets });
    expect(alice.phone.state.notices.map(({ code }) => code)).toEqual(['no-keychain']);
    await alice.phone.dismissNotice(alice.phone.state.notices[0]?.id ?? '');
    await alice.phone.changeSettings({ deviceName: 'Attic' });
    await settle();
    expect(alice.phone.state.notices).toEqual([]);
  });

  test('that answers, the handler is kept in memory', async () => {
    const locked = (): Promise<never> => Promise.reject(new Error('locked'));
    const secrets = { isPersistent: true, read: locked, write: locked, remove: locked };
    const alice = await world.openOnline('alice', { secrets });
    expect(alice.phone.state.notices.map(({ code }) => code)).toEqual(['no-keychain']);
    expect(await devicesOfAlice()).toHaveLength(1);
    await alice.phone.signOut();
    expect(await devicesOfAlice()).toEqual([]);
  });
});

describe('what the window and the log get to see', () => {
  test('holds no token, no URI and no passport', async () => {
    const alice = await world.openOnline('alice');
    const bob = await world.openOnline('bob');
    const seen: string[] = [];
    alice.phone.subscribe((state) => seen.push(JSON.stringify(state)));
    bob.phone.subscribe((state) => seen.push(JSON.stringify(state)));
    const id = await alice.call(people.bob.number);
    await bob.phone.answer((await bob.untilCard('ringing')).id);
    await alice.untilCard('active');
    await alice.phone.end(id);
    await bob.untilCard('ended');
    seen.push(...alice.log.lines, ...bob.log.lines, await alice.phone.collectDiagnostics());
    const all = seen.join('\n');
    expect(seen.length).toBeGreaterThan(20);
    expect(all).not.toContain(people.alice.token);
    expect(all).not.toContain(people.bob.token);
    expect(all).not.toMatch(/https:|\/ripp\//u);
    expect(all).not.toContain('eyJ');
  });
});
