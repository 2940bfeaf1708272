import { createHash } from 'node:crypto';
import { constants } from 'node:http2';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHttp2Exchange, type Http2Exchange } from '../../src-main/node/http2-exchange.ts';
import { createSignInPage } from '../../src-main/node/sign-in-page.ts';
import { makeCertificate, type TestCertificate } from '../support/certificate.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { startHttp2Server, type Arrival, type Http2Server } from '../support/http2-server.ts';
import { visit, type Page } from '../support/host-visitor.ts';

let certificate: TestCertificate;
let server: Http2Server;
let wire: Http2Exchange;
let clock: FakeClock;

beforeAll(async () => {
  certificate = await makeCertificate();
});

beforeEach(async () => {
  clock = new FakeClock();
  server = await startHttp2Server(certificate);
  wire = createHttp2Exchange({ trust: { certificates: [certificate.cert], isExclusive: true } });
});

afterEach(async () => {
  wire.close();
  await server.stop();
  expect(clock.pending).toBe(0);
});

interface Attempt {
  /** The address that was shown to the person. */
  readonly shown: URL;
  readonly token: Promise<string>;
  readonly abort: AbortController;
  /** Comes back to the loopback address with `query`. */
  readonly comeBack: (query: Record<string, string>, path?: string) => Promise<Page>;
}

async function attempt(): Promise<Attempt> {
  const shown = Promise.withResolvers<URL>();
  const abort = new AbortController();
  const page = createSignInPage({
    clock,
    async open(url) {
      shown.resolve(new URL(url));
      return true;
    },
  });
  const token = page.requestToken(new URL(server.origin).host, wire.exchange, abort.signal);
  token.catch(() => undefined);
  const address = await shown.promise;
  const redirect = new URL(address.searchParams.get('redirect_uri')!);
  return {
    shown: address,
    token,
    abort,
    comeBack: (query, path = redirect.pathname) =>
      visit(redirect.href, `${path}?${new URLSearchParams(query).toString()}`),
  };
}

/** Answers the next request with `answer`; returns it with its form. */
async function redemption(answer: { status: number; body: string }): Promise<Arrival & { form: URLSearchParams }> {
  const arrival = await server.arrival();
  const parts: Buffer[] = [];
  for await (const part of arrival.stream) parts.push(part as Buffer);
  arrival.stream.respond({ ':status': answer.status, 'content-type': 'application/json' });
  arrival.stream.end(answer.body);
  return { ...arrival, form: new URLSearchParams(Buffer.concat(parts).toString()) };
}

const goodAnswer = { status: 200, body: '{"access_token":"token-of-ada","token_type":"Bearer"}' };

test('the person is sent to the page of the provider with everything that PKCE asks for', async () => {
  const { shown, token, abort } = await attempt();
  expect(`${shown.origin}${shown.pathname}`).toBe(`${server.origin}/.well-known/ripp-oauth`);
  expect(Object.fromEntries(shown.searchParams)).toEqual({
    response_type: 'code',
    client_id: 'byway',
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/signed-in$/u),
    state: expect.stringMatching(/^[\w-]{32}$/u),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/u),
    code_challenge_method: 'S256',
  });
  abort.abort(new Error('enough'));
  await expect(token).rejects.toThrow('enough');
});

test('the code that comes back is exchanged for a token with the verifier of the challenge', async () => {
  const { shown, token, comeBack } = await attempt();
  const page = await comeBack({ code: 'the code', state: shown.searchParams.get('state')! });
  expect(page.status).toBe(200);
  expect(page.body).toContain('You are signed in');
  const { headers, form } = await redemption(goodAnswer);
  expect(headers).toMatchObject({ ':method': 'POST', ':path': '/.well-known/ripp-oauth' });
  expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/u);
  const { code_verifier: verifier, ...others } = Object.fromEntries(form);
  expect(others).toEqual({
    grant_type: 'authorization_code',
    code: 'the code',
    redirect_uri: shown.searchParams.get('redirect_uri'),
    client_id: 'byway',
  });
  const challenge = createHash('sha256').update(verifier!).digest('base64url');
  expect(challenge).toBe(shown.searchParams.get('code_challenge'));
  expect(await token).toBe('token-of-ada');
});

test('two attempts share neither state nor challenge', async () => {
  const attempts = [await attempt(), await attempt()];
  for (const name of ['state', 'code_challenge', 'redirect_uri']) {
    const values = attempts.map(({ shown }) => shown.searchParams.get(name));
    expect(new Set(values).size).toBe(2);
  }
  for (const { abort, token } of attempts) {
    abort.abort();
    await expect(token).rejects.toThrow();
  }
});

test('who comes with another state, to another path or without one is turned away, and the wait goes on', async () => {
  const { shown, token, comeBack } = await attempt();
  const state = shown.searchParams.get('state')!;
  for (const [query, path] of [
    [{ code: 'stolen', state: 'guess' }, undefined],
    [{ code: 'stolen' }, undefined],
    [{ code: 'stolen', state: `${state}x` }, undefined],
    [{ code: 'stolen', state }, '/elsewhere'],
  ] as const) {
    expect((await comeBack(query, path)).status).toBe(404);
  }
  await comeBack({ code: 'the code', state });
  expect((await redemption(goodAnswer)).form.get('code')).toBe('the code');
  expect(await token).toBe('token-of-ada');
});

test('the page that the person comes back to keeps nothing and leads nowhere', async () => {
  const { shown, comeBack, token } = await attempt();
  const page = await comeBack({ error: 'access_denied', state: shown.searchParams.get('state')! });
  expect(page.headers).toMatchObject({
    'content-security-policy': "default-src 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  expect(page.body).toContain('You are not signed in');
  await expect(token).rejects.toMatchObject({ code: 'sign-in-refused' });
});

test('a person who does not come back within five minutes has run out of time', async () => {
  const { token } = await attempt();
  await clock.advance(5 * 60_000 - 1);
  const state = await Promise.race([token, Promise.resolve('waiting')]);
  expect(state).toBe('waiting');
  await clock.advance(1);
  await expect(token).rejects.toMatchObject({ code: 'sign-in-timeout' });
});

test('a sign-in that is given up closes its door', async () => {
  const { token, abort, comeBack, shown } = await attempt();
  abort.abort(new Error('given up'));
  await expect(token).rejects.toThrow('given up');
  const late = comeBack({ code: 'late', state: shown.searchParams.get('state')! });
  await expect(late).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('where no browser can be opened the sign-in fails at once', async () => {
  const page = createSignInPage({ clock, open: () => Promise.resolve(false) });
  const token = page.requestToken('localhost:1', wire.exchange, new AbortController().signal);
  await expect(token).rejects.toMatchObject({ code: 'sign-in-refused', detail: 'no browser could be opened' });
});

test.each([
  [
    { status: 400, body: '{}' },
    { code: 'sign-in-refused', detail: 'the provider answered 400' },
  ],
  [{ status: 200, body: 'welcome' }, { code: 'bad-response' }],
  [{ status: 200, body: '{"token_type":"Bearer"}' }, { code: 'bad-response' }],
  [{ status: 200, body: '{"access_token":"x","token_type":"mac"}' }, { code: 'bad-response' }],
  [{ status: 200, body: `{"access_token":"${'x'.repeat(70_000)}","token_type":"Bearer"}` }, { code: 'bad-response' }],
])('a provider that answers %j is refused', async (answer, expected) => {
  const { shown, token, comeBack } = await attempt();
  await comeBack({ code: 'the code', state: shown.searchParams.get('state')! });
  await redemption(answer);
  await expect(token).rejects.toMatchObject(expected);
});

test('an answer without end is cut off', async () => {
  const { shown, token, comeBack } = await attempt();
  await comeBack({ code: 'the code', state: shown.searchParams.get('state')! });
  const { stream } = await server.arrival();
  stream.resume();
  stream.respond({ ':status': 200, 'content-type': 'application/json' });
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  const write = (): void => {
    while (!stream.destroyed && stream.write(Buffer.alloc(16_384, ' ')));
  };
  stream.on('drain', write);
  write();
  await expect(token).rejects.toMatchObject({ code: 'bad-response' });
  await closed;
  expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
});
