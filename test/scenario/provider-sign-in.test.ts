import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alice, bob, origin, ProviderWorld, readJson } from '../support/provider-world.ts';

const page = `${origin}/.well-known/ripp-oauth`;
const verifier = 'v'.repeat(43);
const asked = {
  response_type: 'code',
  client_id: 'byway',
  redirect_uri: 'http://127.0.0.1:49152/signed-in',
  state: 'state-of-the-phone',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
};

let world: ProviderWorld;

beforeEach(() => {
  world = new ProviderWorld();
});

afterEach(() => world.close());

function open(change: Readonly<Record<string, string>> = {}): Promise<Response> {
  const query = new URLSearchParams({ ...asked, ...change }).toString();
  return world.provider.fetch(new Request(`${page}?${query}`));
}

function submit(fields: Readonly<Record<string, string>>): Promise<Response> {
  return world.provider.fetch(new Request(page, { method: 'POST', body: new URLSearchParams(fields) }));
}

function signIn(change: Readonly<Record<string, string>> = {}): Promise<Response> {
  return submit({ ...asked, user: alice.user, key: alice.token, ...change });
}

async function newCode(): Promise<string> {
  const { headers } = await signIn();
  return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
}

function redeem(code: string, change: Readonly<Record<string, string>> = {}): Promise<Response> {
  const { client_id, redirect_uri } = asked;
  const fields = { grant_type: 'authorization_code', code, client_id, redirect_uri, code_verifier: verifier };
  return submit({ ...fields, ...change });
}

describe('the sign-in page', () => {
  test('is a form without a script whose style its own policy lets through', async () => {
    const response = await open();
    const text = await response.text();
    const policy = response.headers.get('content-security-policy') ?? '';
    const style = /<style>([^<]*)<\/style>/u.exec(text)?.[1] ?? '';
    expect(response.status).toBe(200);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(text).not.toContain('<script');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('lets its form lead to the phone and nowhere else', async () => {
    const policyOf = async (redirect_uri: string): Promise<string> =>
      (await open({ redirect_uri })).headers.get('content-security-policy') ?? '';
    expect(await policyOf('http://127.0.0.1:49152/cb')).toContain("form-action 'self' http://127.0.0.1:49152;");
    expect(await policyOf('http://[::1]:49152/cb')).toContain("form-action 'self' http:;");
  });

  test('carries the request through the form without letting it out of its quotes', async () => {
    const text = await (await open({ state: '"><script>alert(1)</script>' })).text();
    expect(text).not.toContain('<script>');
    expect(text).toContain('&lt;script&gt;');
  });

  test.each([
    [{ redirect_uri: 'https://example.com/' }, 'redirect_uri'],
    [{ redirect_uri: 'http://localhost:1/' }, 'redirect_uri'],
    [{ redirect_uri: 'http://127.0.0.1.example.com:1/' }, 'redirect_uri'],
    [{ redirect_uri: 'http://127.0.0.1:1/@example.com/' }, 'redirect_uri'],
    [{ code_challenge_method: 'plain' }, 'code_challenge_method'],
    [{ code_challenge: 'short' }, 'code_challenge'],
    [{ response_type: 'token' }, 'response_type'],
  ])('refuses a request with %j and sends nobody anywhere', async (change, member) => {
    for (const response of [await open(change), await signIn(change)]) {
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      expect(await readJson(response)).toMatchObject({ member });
    }
  });
});

describe('signing in', () => {
  test('leads back to the phone with a code and its state, and the code to a token that works', async () => {
    const response = await signIn();
    const back = new URL(response.headers.get('location') ?? '');
    expect(response.status).toBe(303);
    expect(`${back.origin}${back.pathname}`).toBe(asked.redirect_uri);
    expect(back.searchParams.get('state')).toBe(asked.state);

    const redeemed = await redeem(back.searchParams.get('code') ?? '');
    const { access_token: token, token_type: type } = (await readJson(redeemed)) as Record<string, string>;
    expect(type).toBe('Bearer');
    expect(token).not.toBe(alice.token);
    expect(await world.groupsOf({ ...alice, token: token ?? '' })).toEqual(await world.groupsOf(alice));
    const restarted = new ProviderWorld({ store: world.store });
    expect(await restarted.groupsOf({ ...alice, token: token ?? '' })).toHaveLength(1);
    restarted.provider.close();
  });

  test('with a wrong key, another’s key or an unknown name shows the form again with one and the same sentence', async () => {
    const texts = new Set<string>();
    const wrong: Record<string, string>[] = [
      { key: 'wrong' },
      { key: bob.token },
      { user: 'nobody', key: alice.token },
    ];
    for (const change of wrong) {
      const response = await signIn(change);
      expect(response.status).toBe(403);
      expect(response.headers.get('location')).toBeNull();
      texts.add(await response.text());
    }
    expect(texts.size).toBe(1);
    expect([...texts][0]).toContain('role="alert"');
  });

  test('is throttled after five wrong keys for a minute, however the name is written', async () => {
    for (const user of ['alice', 'Alice', 'ALICE', 'aLice', 'alIce']) await signIn({ user, key: 'wrong' });
    expect((await signIn()).status).toBe(429);
    expect((await signIn({ user: bob.user, key: bob.token })).status).toBe(303);
    await world.clock.advance(60_000);
    expect((await signIn()).status).toBe(303);
  });
});

describe('a code', () => {
  test('works once', async () => {
    const code = await newCode();
    expect((await redeem(code)).status).toBe(200);
    expect((await redeem(code)).status).toBe(400);
  });

  test('works for 60 s', async () => {
    const code = await newCode();
    await world.clock.advance(60_000);
    expect((await redeem(code)).status).toBe(400);
  });

  test.each([
    [{ code_verifier: 'w'.repeat(43) }],
    [{ client_id: 'another' }],
    [{ redirect_uri: 'http://127.0.0.1:49153/signed-in' }],
    [{ code: 'guessed' }],
  ])('is refused and spent with %j', async (change) => {
    const code = await newCode();
    expect((await redeem(code, change)).status).toBe(400);
    if (!('code' in change)) expect((await redeem(code)).status).toBe(400);
  });
});
