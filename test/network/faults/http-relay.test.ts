import { constants } from 'node:http2';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHttp2Exchange, type Http2Exchange } from '../../../src-main/node/http2-exchange.ts';
import { makeCertificate, type TestCertificate } from '../../support/certificate.ts';
import { FakeClock, until } from '../../support/fake-clock.ts';
import { startHttp2Server, type Http2Server } from '../../support/http2-server.ts';
import { HttpRelay, type HttpFault } from './http-relay.ts';

let certificate: TestCertificate;
let clock: FakeClock;
let server: Http2Server;
let relay: HttpRelay;
let wire: Http2Exchange;

beforeAll(async () => {
  certificate = await makeCertificate();
});

beforeEach(async () => {
  clock = new FakeClock();
  server = await startHttp2Server(certificate);
  const upstreamPort = Number(new URL(server.origin).port);
  relay = await HttpRelay.start({ upstreamPort, certificate, clock });
  wire = createHttp2Exchange({
    trust: { certificates: [certificate.cert], isExclusive: true },
    connectTo: () => ({ host: '127.0.0.1', port: relay.port }),
  });
});

afterEach(async () => {
  wire.close();
  await relay.stop();
  await server.stop();
  expect(clock.pending).toBe(0);
});

function answerInFull(): void {
  server.answerWith(({ stream, headers }) => {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'x-path': headers[':path'] });
      stream.end(`${headers[':method']} ${Buffer.concat(parts).toString()}`);
    });
  });
}

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  wire.exchange(new Request(`${server.origin}${path}`, init));

function inflictOn(path: string, fault: HttpFault): void {
  relay.inflict((request) => (request.path === path ? fault : undefined));
}

test('requests and answers go through, with their bodies', async () => {
  answerInFull();
  const response = await ask('/a?b', { method: 'PUT', body: 'speech' });
  expect([response.status, response.headers.get('x-path')]).toEqual([200, '/a?b']);
  expect(await response.text()).toBe('PUT speech');
  expect(relay.struck).toBe(0);
});

test('both bodies flow side by side', async () => {
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const writer = body.writable.getWriter();
  server.answerWith(({ stream }) => {
    stream.respond({ ':status': 200 });
    stream.pipe(stream);
  });
  const init = { method: 'PUT', body: body.readable, duplex: 'half' } as RequestInit;
  const reader = (await ask('/', init)).body!.getReader();
  for (const word of ['one', 'two']) {
    await writer.write(new TextEncoder().encode(word));
    expect(new TextDecoder().decode((await reader.read()).value as Uint8Array)).toBe(word);
  }
  await writer.close();
  expect((await reader.read()).done).toBe(true);
});

test('a request that is given up is reset at the server, and the other way round', async () => {
  const abort = new AbortController();
  const answered = ask('/', { signal: abort.signal });
  const { stream } = await server.arrival();
  abort.abort(new Error('hung up'));
  await expect(answered).rejects.toThrow('hung up');
  await until('it is reset', () => stream.rstCode === constants.NGHTTP2_CANCEL);

  const other = ask('/');
  (await server.arrival()).stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  await expect(other).rejects.toMatchObject({ code: expect.any(String) });
});

test.each([429, 503] as const)('a request that is chosen is answered %i, and others are not', async (status) => {
  answerInFull();
  inflictOn('/busy', { kind: 'refuse', status, retryAfterS: 3 });
  const response = await ask('/busy', { method: 'PUT', body: 'speech' });
  expect([response.status, response.headers.get('retry-after')]).toEqual([status, '3']);
  expect(await response.json()).toEqual({ status });
  expect((await ask('/free')).status).toBe(200);
  expect(relay.struck).toBe(1);
  relay.relent();
  expect((await ask('/busy')).status).toBe(200);
});

test('a slow answer begins when its time has come', async () => {
  answerInFull();
  inflictOn('/', { kind: 'slow', delayMs: 5000 });
  let isAnswered = false;
  const answered = ask('/').then((response) => {
    isAnswered = true;
    return response.text();
  });
  await until('it is held up', () => clock.pending === 1);
  await clock.advance(4999);
  expect(isAnswered).toBe(false);
  await clock.advance(1);
  expect(await answered).toBe('GET ');
});

test('a truncated body ends in good order, and one that breaks off does not', async () => {
  server.answerWith(({ stream }) => {
    stream.respond({ ':status': 200, 'content-length': 13 });
    stream.write('{"a":1');
    stream.end(',"b":2}');
  });
  inflictOn('/', { kind: 'truncate', afterBytes: 8 });
  expect(await (await ask('/')).text()).toBe('{"a":1,"');
  inflictOn('/', { kind: 'break-off', afterBytes: 8 });
  await expect(ask('/').then((response) => response.text())).rejects.toMatchObject({ code: expect.any(String) });
});

test('stopping twice is harmless, with answers held up too', async () => {
  answerInFull();
  inflictOn('/', { kind: 'slow', delayMs: 5000 });
  const answered = ask('/').catch(() => undefined);
  await until('it is held up', () => clock.pending === 1);
  await relay.stop();
  await relay.stop();
  await answered;
});
