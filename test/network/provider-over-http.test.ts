import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listen, type Listener } from '../../src-server/listener.ts';
import { silentLog } from '../../src-server/world.ts';
import { makeCertificate } from '../support/certificate.ts';
import { settle, until } from '../support/fake-clock.ts';
import { http3, httpVersions, trustIn, type Wire } from '../support/http-versions.ts';
import { openBody, type OpenBody } from '../support/open-body.ts';
import { alice, bob, connect, ProviderWorld, readJson, type CallPair, type Device } from '../support/provider-world.ts';

const certificate = await makeCertificate();

describe.each(httpVersions)('the provider over $name', ({ open }) => {
  let world: ProviderWorld;
  let listener: Listener;
  let wire: Wire;
  let caller: Device;
  let callee: Device;
  let call: CallPair;

  beforeEach(async () => {
    world = new ProviderWorld();
    caller = await world.register(alice, 'caller');
    callee = await world.register(bob, 'callee');
    call = await connect(caller, callee);
    const { cert, key } = certificate;
    const { clock, provider } = world;
    const fetch = (request: Request): Promise<Response> => provider.fetch(request);
    const options = { host: 'localhost', port: 0, certificate: cert, key, clock, log: silentLog, fetch };
    listener = await listen({ ...options, http3: http3 !== undefined });
    wire = open({ trust: trustIn(certificate), after: () => () => undefined });
  });

  afterEach(async () => {
    wire.close();
    await listener.stop();
    await world.close();
  });

  /** A request of a device on the connection. */
  function ask(device: Device, method: string, uri: string, body?: string | OpenBody): Promise<Response> {
    const url = new URL(new URL(uri).pathname, `https://localhost:${listener.port}`);
    const type = uri.endsWith('/media') ? 'application/octet-stream' : 'application/json';
    const headers = { authorization: `Bearer ${device.account.token}`, 'ripp-handler': device.handler };
    if (body === undefined) return wire.exchange(new Request(url, { method, headers }));
    const sent = typeof body === 'string' ? body : body.body;
    const options = { method, body: sent, duplex: 'half' as const, headers: { ...headers, 'content-type': type } };
    return wire.exchange(new Request(url, options));
  }

  /** Resolves when everything that was sent before has been answered for by the provider. */
  async function roundTrip(): Promise<void> {
    expect((await ask(caller, 'GET', caller.group)).status).toBe(200);
    await settle();
  }

  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5000) {
      await world.clock.advance(Math.min(5000, ms - passed));
      await roundTrip();
    }
  }

  test('refuses an upload while it runs, and names what is wrong', async () => {
    const upload = openBody();
    upload.write('[{"event":"dtmf","digit":"zz"}');
    const response = await ask(caller, 'PUT', `${call.near}/events`, upload);
    expect(response.status).toBe(400);
    expect(await readJson(response)).toMatchObject({ member: 'digit' });
    await upload.cancelled;
  });

  test('answers an upload that is too large before it ends', async () => {
    for (const [method, uri] of [
      ['PUT', `${call.near}/media`],
      ['POST', `${caller.group}/handlers`],
    ] as const) {
      const upload = openBody();
      upload.write(' '.repeat(300_000));
      expect((await ask(caller, method, uri, upload)).status).toBe(413);
    }
  });

  test('ends what is open with the call: uploads with 200, streams whole', async () => {
    const endless = openBody();
    endless.write('[{"event":"mute"}');
    const answer = ask(caller, 'PUT', `${call.near}/events`, endless);
    const reverse = await ask(caller, 'GET', `${call.near}/events`);
    await roundTrip();
    expect((await ask(callee, 'PUT', `${call.far}/events`, '[{"event":"end"}]')).status).toBe(200);
    expect((await answer).status).toBe(200);
    expect(await reverse.text()).toMatch(/"end".*\]$/su);
  });

  test('cancels an upload that falls silent', async () => {
    const upload = openBody();
    upload.write('[');
    const refused = expect(ask(caller, 'PUT', `${call.near}/events`, upload)).rejects.toMatchObject({
      code: 'offline',
    });
    await roundTrip();
    await pass(25_000);
    await refused;
  });

  test('lets go of what a connection held when it ends, parked requests too', async () => {
    const parked = Array.from({ length: 5 }, () => ask(callee, 'GET', `${call.far}/media`));
    const ended = Promise.allSettled(parked);
    await roundTrip();
    const timers = world.clock.pending;
    wire.close();
    await ended;
    await until('the provider has let go of the connection', () => world.clock.pending < timers);
    await settle();
    await caller.media(call.near).say('hello');
    expect(await (await ask(callee, 'GET', `${call.far}/media`)).text()).toContain('hello');
  });

  test('carries speech in parked requests, oldest first', async () => {
    const parked = Array.from({ length: 20 }, () => ask(callee, 'GET', `${call.far}/media`));
    await roundTrip();
    const speech = caller.media(call.near);
    for (let word = 0; word < 20; word++) await speech.say(`word ${word}.`);
    // One of them brought the comfort noise with which media begins.
    parked.push(ask(callee, 'GET', `${call.far}/media`));
    const heard = await Promise.all(parked.map(async (one) => (await one).text()));
    const words = heard.flatMap((text) => /word \d+/u.exec(text) ?? []);
    expect(words).toEqual(Array.from({ length: 20 }, (_, word) => `word ${word}`));
  });

  test('carries JSON both ways', async () => {
    const description = { nickname: 'n', 'device-id': 'd', mic: { id: 0, 'param-sets': { opus: 1 } } };
    const response = await ask(caller, 'POST', `${caller.group}/handlers`, JSON.stringify(description));
    expect(response.status).toBe(201);
    expect(await readJson(response)).toMatchObject({ nickname: 'n' });
  });
});
