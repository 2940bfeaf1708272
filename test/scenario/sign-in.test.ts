import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { SignInPage } from '../../src-main/session/ports.ts';
import { settle } from '../support/fake-clock.ts';
import { authority, InMemoryWorld, people, type Desk } from '../support/in-memory-world.ts';
import { createMemorySecrets, createMemorySettings } from '../support/memory-ports.ts';

let world: InMemoryWorld;

beforeEach(() => {
  world = new InMemoryWorld();
});

afterEach(() => world.close());

/** A phone on which nobody is signed in, whose sign-in page is `page`. */
async function openSignedOut(page: SignInPage['requestToken'], secrets = createMemorySecrets()): Promise<Desk> {
  const desk = await world.open('alice', {
    start: { kind: 'resume' },
    secrets,
    ports: { signInPage: { requestToken: page } },
  });
  await settle();
  return desk;
}

const online = ({ connection }: Desk['phone']['state']): boolean => connection.kind === 'online';

describe('signing in', () => {
  test('asks the page for a token, finds the lines, and is kept for the next run', async () => {
    const secrets = createMemorySecrets();
    const asked: string[] = [];
    const alice = await openSignedOut((at) => {
      asked.push(at);
      return Promise.resolve(people.alice.token);
    }, secrets);
    expect(alice.phone.state.account).toEqual({ kind: 'signed-out' });

    const accounts: unknown[] = [];
    alice.phone.subscribe(({ account }) => accounts.push(account));
    await alice.phone.signIn(' https://Provider.Example/ ');
    await alice.until('online', online);
    expect(asked).toEqual([authority]);
    expect(accounts).toContainEqual({ kind: 'signing-in', provider: authority, waitsFor: 'page' });
    expect(accounts).toContainEqual({ kind: 'signing-in', provider: authority, waitsFor: 'provider' });
    expect(alice.phone.state.lines).toMatchObject([{ number: people.alice.number }]);
    await alice.close();

    const next = await world.open('alice', { start: { kind: 'resume' }, secrets });
    await next.until('online', online);
    expect(next.phone.state.account).toEqual({ kind: 'signed-in', provider: authority, isDemo: false });
  });

  test('that is cancelled leaves nothing behind, whatever the page says later', async () => {
    let finish: (token: string) => void = () => undefined;
    const alice = await openSignedOut(() => new Promise((resolve) => (finish = resolve)));
    const signingIn = alice.phone.signIn(authority);
    await alice.until('the page is open', ({ account }) => account.kind === 'signing-in');
    await alice.phone.cancelSignIn();
    expect(alice.phone.state.account).toEqual({ kind: 'signed-out' });
    finish(people.alice.token);
    await signingIn;
    await settle();
    expect(alice.phone.state.account).toEqual({ kind: 'signed-out' });
  });

  test('that the page refuses says why, to the window and in the state', async () => {
    const alice = await openSignedOut(() => Promise.reject(new PhoneError('sign-in-timeout')));
    await expect(alice.phone.signIn(authority)).rejects.toMatchObject({ code: 'sign-in-timeout' });
    expect(alice.phone.state.account).toEqual({ kind: 'signed-out', problem: { code: 'sign-in-timeout' } });
  });

  test('again replaces a sign-in that is under way', async () => {
    let asked = 0;
    const alice = await openSignedOut(() =>
      asked++ === 0 ? new Promise(() => undefined) : Promise.resolve(people.alice.token),
    );
    void alice.phone.signIn('other.example');
    await settle();
    await alice.phone.signIn(authority);
    expect(alice.phone.state.account).toMatchObject({ kind: 'signed-in', provider: authority });
  });

  test('is refused while somebody is signed in', async () => {
    const alice = await world.openOnline('alice');
    await expect(alice.phone.signIn(authority)).rejects.toMatchObject({ code: 'not-now' });
    await expect(alice.phone.tryDemo()).rejects.toMatchObject({ code: 'not-now' });
    expect(alice.phone.state.account.kind).toBe('signed-in');
  });
});

describe('the account of the last run', () => {
  test('is in use at once, and its lines come when the network does', async () => {
    const secrets = createMemorySecrets();
    await (await world.openOnline('alice', { secrets })).close();
    const serve = { isUp: false };
    const next = await world.open('alice', { start: { kind: 'resume' }, secrets }, (request) =>
      serve.isUp ? world.serve(request) : Promise.reject(new PhoneError('offline')),
    );
    await settle();
    expect(next.phone.state).toMatchObject({
      account: { kind: 'signed-in', provider: authority },
      connection: { kind: 'reconnecting', problem: { code: 'offline' } },
      lines: [],
    });
    await expect(next.call(people.bob.number)).rejects.toMatchObject({ code: 'offline' });
    serve.isUp = true;
    await world.advance(2000);
    expect(next.phone.state).toMatchObject({ connection: { kind: 'online' }, lines: [{}] });
  });

  test('whose token is no longer good asks to sign in again and is forgotten', async () => {
    const secrets = createMemorySecrets();
    await secrets.write('account', JSON.stringify({ kind: 'provider', authority, token: 'an old token' }));
    const alice = await world.open('alice', { start: { kind: 'resume' }, secrets });
    await alice.until('signed out', ({ account }) => account.kind === 'signed-out' && account.problem !== undefined);
    expect(alice.phone.state.account).toEqual({ kind: 'signed-out', problem: { code: 'sign-in-required' } });
    expect([...secrets.entries.keys()]).toEqual([]);
  });

  test.each(['', '{', '{"kind":"other"}', 'null'])('that was kept as "%s" is none', async (kept) => {
    const secrets = createMemorySecrets();
    await secrets.write('account', kept);
    const alice = await world.open('alice', { start: { kind: 'resume' }, secrets });
    await settle();
    expect(alice.phone.state.account).toEqual({ kind: 'signed-out' });
  });
});

describe('the settings', () => {
  test('change in part, are saved, and are used at once', async () => {
    const alice = await world.openOnline('alice');
    await alice.phone.changeSettings({ audio: { ringVolume: 0.1 }, language: 'de' });
    expect(alice.phone.state.settings).toMatchObject({
      deviceName: "alice's phone",
      language: 'de',
      audio: { ringVolume: 0.1, ringTone: 'calm' },
    });
  });

  test('that the disk refuses hold for this run, and the person is told', async () => {
    const alice = await world.openOnline('alice', {
      ports: {
        settings: {
          load: async () => ({
            settings: (await createMemorySettings({ deviceName: 'Desk' }).load()).settings,
            wasReset: true,
          }),
          save: () => Promise.reject(new Error('disk full')),
        },
      },
    });
    expect(alice.phone.state.notices).toMatchObject([{ code: 'settings-reset' }]);
    await expect(alice.phone.changeSettings({ doNotDisturb: true })).rejects.toMatchObject({
      code: 'settings-not-saved',
    });
    expect(alice.phone.state.settings.doNotDisturb).toBe(true);
  });
});
