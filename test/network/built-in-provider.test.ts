import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBuiltInProvider } from '../../src-main/node/built-in-provider.ts';
import { createHttp2Exchange } from '../../src-main/node/http2-exchange.ts';
import { startProvider } from '../../src-server/start-provider.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let directory: string;
let provider: ReturnType<typeof createBuiltInProvider>;

beforeEach(async () => {
  directory = await temporaryDirectory();
  provider = createBuiltInProvider(startProvider, directory);
});

afterEach(async () => {
  await provider.stop();
});

const groups = (authority: string, token: string): Request =>
  new Request(`https://${authority}/.well-known/ripp/providertgs`, { headers: { authorization: `Bearer ${token}` } });

test('it runs on this machine and gives its one account a line, over a wire that trusts it', async () => {
  const { authority, token, wire } = await provider.start();
  expect(authority).toMatch(/^localhost:\d+$/u);
  const response = await wire.exchange(groups(authority, token));
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ tgs: [{ uri: expect.stringContaining(authority) }] });
  expect((await wire.exchange(groups(authority, 'guess'))).status).toBe(401);
});

test('nobody but its own wire trusts it', async () => {
  const { authority, token } = await provider.start();
  const stranger = createHttp2Exchange();
  await expect(stranger.exchange(groups(authority, token))).rejects.toMatchObject({ code: 'bad-certificate' });
  stranger.close();
});

test('starting it twice gives the one that runs', async () => {
  const [first, second] = await Promise.all([provider.start(), provider.start()]);
  expect(second).toEqual(first);
});

test('after its stop nothing listens any more, and it can be started again', async () => {
  const { authority, token } = await provider.start();
  await provider.stop();
  await provider.stop();
  const wire = createHttp2Exchange();
  await expect(wire.exchange(groups(authority, token))).rejects.toMatchObject({ code: 'unknown-authority' });
  wire.close();
  const again = await provider.start();
  expect((await again.wire.exchange(groups(again.authority, again.token))).status).toBe(200);
});

test('a provider that cannot start is reported, and tried anew the next time', async () => {
  let attempts = 0;
  const flaky = createBuiltInProvider((options) => {
    attempts += 1;
    return attempts === 1 ? Promise.reject(new Error('disk full')) : startProvider(options);
  }, directory);
  await expect(flaky.start()).rejects.toMatchObject({ code: 'demo-failed', cause: new Error('disk full') });
  expect((await flaky.start()).authority).toMatch(/^localhost:/u);
  await flaky.stop();
});
