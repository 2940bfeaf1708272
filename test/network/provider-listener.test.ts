import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect as connectHttp2, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { request as requestHttp1 } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listen, type Listener } from '../../src-server/listener.ts';
import { silentLog } from '../../src-server/world.ts';
import { makeCertificate, type TestCertificate } from '../support/certificate.ts';
import { FakeClock, settle, until } from '../support/fake-clock.ts';
import { alice, bob, connect, ProviderWorld, readJson, type CallPair, type Device } from '../support/provider-world.ts';

const certificate = await makeCertificate();

let world: ProviderWorld;
let listener: Listener;
let session: ClientHttp2Session;
let caller: Device;
let callee: Device;
let call: CallPair;
let warnings: string[];

beforeEach(async () => {
  warnings = [];
  world = new ProviderWorld();
  caller = await world.register(alice, 'caller');
  callee = await world.register(bob, 'callee');
  call = await connect(caller, callee);
  listener = await serve(certificate);
  session = connectHttp2(`https://localhost:${listener.port}`, { ca: certificate.cert });
  session.on('error', () => undefined);
});

afterEach(async () => {
  session.destroy();
  await listener.stop();
  await world.close();
  expect(warnings).toEqual([]);
});

function serve({ cert, key }: TestCertificate, clock: FakeClock = world.clock): Promise<Listener> {
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) };
  const fetch = (request: Request): Promise<Response> => world.provider.fetch(request);
  return listen({ host: 'localhost', port: 0, certificate: cert, key, clock, log, fetch });
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** The code with which the stream ended. */
  readonly code: number;
}

/** A request of a device on the connection; nothing is sent but the headers. */
function open(device: Device, method: string, uri: string, type = 'application/json'): ClientHttp2Stream {
  const headers = {
    ':method': method,
    ':path': new URL(uri).pathname,
    authorization: `Bearer ${device.account.token}`,
    'ripp-handler': device.handler,
    ...(method === 'GET' ? {} : { 'content-type': type }),
  };
  return session.request(headers, { endStream: method === 'GET' });
}

/** Resolves when the stream has ended. */
async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  let status = 0;
  let text = '';
  stream.on('response', (headers) => (status = Number(headers[':status'])));
  stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
  stream.on('error', () => undefined);
  await new Promise<void>((resolve) => stream.once('close', resolve));
  return { status, text, code: stream.rstCode };
}

/** Resolves when everything that was sent before has been answered for by the provider. */
async function roundTrip(): Promise<void> {
  expect((await answerOf(open(caller, 'GET', caller.group))).status).toBe(200);
  await settle();
}

/** Lets time pass, slowly enough for pings to be answered. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 5000) {
    await world.clock.advance(Math.min(5000, ms - passed));
    await roundTrip();
    await roundTrip();
  }
}

describe('an upload', () => {
  test('that is refused while it runs is answered and reset without an error', async () => {
    const upload = open(caller, 'PUT', `${call.near}/events`);
    upload.write('[{"event":"dtmf","digit":"zz"}');
    const { status, text, code } = await answerOf(upload);
    expect([status, code]).toEqual([400, constants.NGHTTP2_NO_ERROR]);
    expect(JSON.parse(text)).toMatchObject({ member: 'digit' });
  });

  test('that is too large is answered 413 before it ends', async () => {
    for (const [method, uri, type] of [
      ['PUT', `${call.near}/media`, 'application/octet-stream'],
      ['POST', `${caller.group}/handlers`, 'application/json'],
    ] as const) {
      const upload = open(caller, method, uri, type);
      upload.write(Buffer.alloc(300_000));
      expect(await answerOf(upload)).toMatchObject({ status: 413, code: constants.NGHTTP2_NO_ERROR });
    }
  });

  test('without a token is answered 401 before it ends', async () => {
    const upload = session.request({ ':method': 'PUT', ':path': new URL(`${call.near}/events`).pathname });
    upload.write('[');
    expect(await answerOf(upload)).toMatchObject({ status: 401, code: constants.NGHTTP2_NO_ERROR });
  });

  test('that ends the call is answered 200, and so is one that is still open then', async () => {
    const endless = open(caller, 'PUT', `${call.near}/events`);
    endless.write('[{"event":"mute"}');
    const endlessAnswer = answerOf(endless);
    const reverse = answerOf(open(caller, 'GET', `${call.near}/events`));
    await roundTrip();
    const short = open(callee, 'PUT', `${call.far}/events`);
    short.end('[{"event":"end"}]');
    expect(await answerOf(short)).toMatchObject({ status: 200, code: constants.NGHTTP2_NO_ERROR });
    expect(await endlessAnswer).toMatchObject({ status: 200, code: constants.NGHTTP2_NO_ERROR });
    expect((await reverse).text.endsWith(']')).toBe(true);
  });

  test('that falls silent is cancelled', async () => {
    const upload = open(caller, 'PUT', `${call.near}/events`);
    upload.write('[');
    const answer = answerOf(upload);
    await roundTrip();
    await pass(25_000);
    expect(await answer).toMatchObject({ status: 0, code: constants.NGHTTP2_CANCEL });
  });
});

describe('a device that goes away', () => {
  test('takes its parked GETs with it, so that they swallow no media', async () => {
    const parked = Array.from({ length: 5 }, () => open(callee, 'GET', `${call.far}/media`));
    const ended = parked.map(answerOf);
    await roundTrip();
    for (const stream of parked) stream.close(constants.NGHTTP2_CANCEL);
    await Promise.all(ended);
    await roundTrip();
    await caller.media(call.near).say('hello');
    const { text } = await answerOf(open(callee, 'GET', `${call.far}/media`));
    expect(text).toContain('hello');
  });

  test('without a word leaves its leg without a byway, and nothing to complain of', async () => {
    await call.heardNear.close();
    open(caller, 'GET', `${call.near}/events`).on('error', () => undefined);
    open(caller, 'PUT', `${call.near}/events`)
      .on('error', () => undefined)
      .write('[');
    await pass(35_000);
    expect(call.heardFar.hasEnded).toBe(false);
    const timers = world.clock.pending;
    session.destroy();
    await until('the provider has let go of the connection', () => world.clock.pending < timers);
    await world.clock.advance(30_000);
    expect(call.heardFar.last).toMatchObject({ event: 'end', by: 'provider' });
  });

  test('is noticed when it no longer answers pings', async () => {
    const mute = connectTls({ port: listener.port, host: 'localhost', ca: certificate.cert, ALPNProtocols: ['h2'] });
    await once(mute, 'secureConnect');
    const emptySettings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    mute.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), emptySettings]));
    await once(mute, 'data');
    const closed = once(mute, 'close');
    mute.resume();
    await pass(20_000);
    await closed;
  });
});

describe('the listener', () => {
  test('asks nothing of a connection that it is closing, however far that has come', async () => {
    for (let turns = 0; turns < 20; turns++) {
      const clock = new FakeClock(world.clock.now(), () => Promise.resolve());
      const leaving = await serve(certificate, clock);
      const client = connectHttp2(`https://localhost:${leaving.port}`, { ca: certificate.cert });
      await once(client, 'remoteSettings');
      const closed = once(client, 'close');
      leaving.drain();
      await settle(turns);
      await clock.advance(10_000);
      await closed;
      await leaving.stop();
    }
  });

  test('lets a connection have 1,000 streams and more', async () => {
    await roundTrip();
    expect(session.remoteSettings.maxConcurrentStreams).toBeGreaterThanOrEqual(1000);
  });

  test('answers what is no request with a problem', async () => {
    for (const [method, path] of [
      ['TRACE', '/'],
      ['OPTIONS', '*'],
    ]) {
      const { status } = await answerOf(session.request({ ':method': method, ':path': path }));
      expect(status).toBe(400);
    }
  });

  test('serves a client that has HTTP/1.1 only, streams too', async () => {
    const ask = requestHttp1(`https://localhost:${listener.port}${new URL(call.near).pathname}/events`, {
      ca: certificate.cert,
      headers: { authorization: `Bearer ${alice.token}` },
      agent: false,
    });
    ask.on('error', () => undefined);
    ask.end();
    const [response] = (await once(ask, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    expect([response.httpVersion, response.statusCode]).toEqual(['1.1', 200]);
    let text = '';
    response.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await until('the state has come', () => text.includes('"answered"'));
    ask.destroy();
  });

  test('rejects when the port is taken, and stops twice without harm', async () => {
    const { cert, key } = certificate;
    const fetch = (request: Request): Promise<Response> => world.provider.fetch(request);
    const options = { host: 'localhost', port: listener.port, certificate: cert, key, clock: world.clock, fetch };
    await expect(listen({ ...options, log: silentLog })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const other = await serve(certificate);
    await Promise.all([other.stop(), other.stop()]);
  });

  test('carries JSON both ways', async () => {
    const post = open(caller, 'POST', `${caller.group}/handlers`);
    post.end(JSON.stringify({ nickname: 'n', 'device-id': 'd', mic: { id: 0, 'param-sets': { opus: 1 } } }));
    const { status, text } = await answerOf(post);
    expect(status).toBe(201);
    expect(await readJson(new Response(text))).toMatchObject({ nickname: 'n' });
  });
});
