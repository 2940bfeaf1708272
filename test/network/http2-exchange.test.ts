import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { addAbortSignal } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHttp2Exchange, type Http2Exchange } from '../../src-main/node/http2-exchange.ts';
import { makeCertificate, type TestCertificate } from '../support/certificate.ts';
import { openBody } from '../support/open-body.ts';
import { startHttp2Server, type Http2Server } from '../support/http2-server.ts';

let certificate: TestCertificate;
let server: Http2Server;
let wire: Http2Exchange;
const others: { stop(): Promise<unknown> }[] = [];

beforeAll(async () => {
  certificate = await makeCertificate();
});

beforeEach(async () => {
  server = await startHttp2Server(certificate);
  wire = trusting(certificate);
});

afterEach(async () => {
  wire.close();
  await server.stop();
  for (const other of others.splice(0)) await other.stop();
});

function trusting({ cert }: TestCertificate, connectLimitMs?: number): Http2Exchange {
  return createHttp2Exchange({
    trust: { certificates: [cert], isExclusive: true },
    ...(connectLimitMs === undefined ? {} : { connectLimitMs }),
  });
}

function get(path = '/', signal?: AbortSignal): Request {
  return new Request(`${server.origin}${path}`, signal === undefined ? {} : { signal });
}

function put(body: string | ReadableStream<Uint8Array>, signal?: AbortSignal): Request {
  return new Request(`${server.origin}/up`, {
    method: 'PUT',
    body,
    duplex: 'half',
    ...(signal === undefined ? {} : { signal }),
  });
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function listening(listener: Server): Promise<string> {
  listener.listen(0, 'localhost');
  await once(listener, 'listening');
  others.push({
    stop: () => {
      const closed = once(listener, 'close');
      listener.close();
      return closed;
    },
  });
  return `https://localhost:${(listener.address() as AddressInfo).port}/`;
}

test('an origin is reached where it is said to be, and stays the name on the request and on the certificate', async () => {
  server.answerWith(({ stream, headers }) => {
    stream.respond({ ':status': 200 });
    stream.end(headers[':authority']);
  });
  const elsewhere = createHttp2Exchange({
    trust: { certificates: [certificate.cert], isExclusive: true },
    connectTo: (origin) => {
      expect(origin).toBe('https://localhost:1');
      return { host: '127.0.0.1', port: Number(new URL(server.origin).port) };
    },
  });
  const response = await elsewhere.exchange(new Request('https://localhost:1/'));
  expect(await response.text()).toBe('localhost:1');
  elsewhere.close();
});

test('twenty parked requests and an endless upload share one connection with a quick one', async () => {
  const upload = openBody();
  void wire.exchange(put(upload.body)).catch(() => undefined);
  const parked = Array.from({ length: 20 }, () => wire.exchange(get('/parked')));
  const waiting = [await server.arrival()];
  for (let count = 0; count < 20; count++) waiting.push(await server.arrival());
  const quick = wire.exchange(get('/quick'));
  const arrival = await server.arrival();
  expect(arrival.headers[':path']).toBe('/quick');
  arrival.stream.respond({ ':status': 204 }, { endStream: true });
  expect((await quick).status).toBe(204);
  for (const { stream, headers } of waiting) {
    if (headers[':path'] !== '/parked') continue;
    stream.respond({ ':status': 200 });
    stream.end('speech');
  }
  for (const response of await Promise.all(parked)) expect(await response.text()).toBe('speech');
  expect(server.sessions).toHaveLength(1);
});

test('an early refusal is seen whole, though the upload was still running and the stream is reset after it', async () => {
  server.answerWith(({ stream }) => {
    stream.respond({ ':status': 401, 'content-type': 'application/problem+json' });
    stream.end('{"status":401}', () => stream.close(constants.NGHTTP2_NO_ERROR));
  });
  for (let round = 0; round < 50; round++) {
    const upload = openBody();
    upload.write('[');
    const response = await wire.exchange(put(upload.body));
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ status: 401 });
    await upload.cancelled;
  }
});

test('a bodiless answer that is reset after it does no harm', async () => {
  server.answerWith(({ stream }) => {
    stream.respond({ ':status': 204 }, { endStream: true });
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  });
  const upload = openBody();
  upload.write('[');
  const response = await wire.exchange(put(upload.body)).catch((error: unknown) => error);
  if (response instanceof Response) expect(response.status).toBe(204);
  else expect(response).toMatchObject({ code: 'offline' });
  await upload.cancelled;
});

test('aborting a parked request resets its stream and rejects with the reason', async () => {
  const abort = new AbortController();
  const answered = wire.exchange(get('/parked', abort.signal));
  const { stream } = await server.arrival();
  const closed = once(stream, 'close');
  const reason = new Error('hung up');
  abort.abort(reason);
  await expect(answered).rejects.toBe(reason);
  await closed;
  expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
});

test('cancelling a response body resets the stream', async () => {
  const answered = wire.exchange(get('/endless'));
  const { stream } = await server.arrival();
  stream.respond({ ':status': 200 });
  stream.write('[');
  const closed = once(stream, 'close');
  await (await answered).body!.cancel();
  await closed;
  expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
});

test.each([
  ['an error', (stream: ServerHttp2Stream) => void stream.destroy(new Error('defect'))],
  ['a cancellation', (stream: ServerHttp2Stream) => void addAbortSignal(AbortSignal.abort(), stream)],
])('a body that the server breaks off with %s rejects as offline', async (_how, breakOff) => {
  const answered = wire.exchange(get());
  const { stream } = await server.arrival();
  stream.respond({ ':status': 200 });
  stream.write('[{"event"');
  const reader = (await answered).body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value as Uint8Array)).toBe('[{"event"');
  breakOff(stream);
  await expect(reader.read()).rejects.toMatchObject({ name: 'PhoneError', code: 'offline' });
});

test('a slow reader holds up the sender and loses nothing', async () => {
  const size = 8 * 1024 * 1024;
  let hasSentAll = false;
  server.answerWith(({ stream, headers }) => {
    stream.respond({ ':status': 200 });
    stream.end(headers[':path'] === '/large' ? Buffer.alloc(size) : 'quick', () => {
      if (headers[':path'] === '/large') hasSentAll = true;
    });
  });
  const large = await wire.exchange(get('/large'));
  expect(await (await wire.exchange(get('/quick'))).text()).toBe('quick');
  expect(hasSentAll).toBe(false);
  expect(await large.arrayBuffer()).toHaveProperty('byteLength', size);
});

test('a fast source is held up while the wire takes nothing', async () => {
  let pulled = 0;
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      if (pulled > 512) controller.close();
      else controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  const answered = wire.exchange(put(source));
  const { stream } = await server.arrival();
  stream.respond({ ':status': 200 });
  await answered;
  expect(pulled).toBeLessThan(256);
  let length = 0;
  stream.on('data', (part: Buffer) => (length += part.length));
  await once(stream, 'end');
  stream.end();
  expect(length).toBe(512 * 64 * 1024);
});

test('after GOAWAY the running stream goes on and the next request opens a new connection', async () => {
  const first = wire.exchange(get('/first'));
  const running = await server.arrival();
  running.stream.respond({ ':status': 200 });
  const response = await first;
  server.sessions[0]!.goaway(constants.NGHTTP2_NO_ERROR);
  server.answerWith(({ stream }) => stream.respond({ ':status': 204 }, { endStream: true }));
  // Until the news has come, a request may still go to the connection that takes no more.
  await expect.poll(() => wire.exchange(get('/next')).catch((error: unknown) => error)).toHaveProperty('status', 204);
  expect(server.sessions).toHaveLength(2);
  running.stream.end('still here');
  expect(await response.text()).toBe('still here');
});

test('a lost connection breaks off what runs as offline, and the next request connects anew', async () => {
  const parked = wire.exchange(get('/parked'));
  const open = wire.exchange(get('/open'));
  await server.arrival();
  const { stream } = await server.arrival();
  stream.respond({ ':status': 200 });
  const body = (await open).text();
  server.sessions[0]!.destroy();
  await expect(parked).rejects.toMatchObject({ code: 'offline' });
  await expect(body).rejects.toMatchObject({ code: 'offline' });
  server.answerWith(({ stream: next }) => next.respond({ ':status': 204 }, { endStream: true }));
  expect((await wire.exchange(get('/next'))).status).toBe(204);
  expect(server.sessions).toHaveLength(2);
});

test('a status that is none rejects as a bad response', async () => {
  const settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
  const headersOfStatus999 = [0, 0, 5, 1, 5, 0, 0, 0, 1, 8, 3, ...bytes('999')];
  const url = await listening(
    createTlsServer({ ...certificate, ALPNProtocols: ['h2'] }, (socket) => {
      socket.on('error', () => undefined).resume();
      socket.write(Buffer.from([...settings, ...headersOfStatus999]));
    }),
  );
  await expect(wire.exchange(new Request(url))).rejects.toMatchObject({ code: 'bad-response' });
});

test('a port at which nothing listens is an unknown authority, and works once something does', async () => {
  const { origin } = server;
  await server.stop();
  await expect(wire.exchange(new Request(origin))).rejects.toMatchObject({ code: 'unknown-authority' });
  server = await startHttp2Server(certificate, Number(new URL(origin).port));
  server.answerWith(({ stream }) => stream.respond({ ':status': 204 }, { endStream: true }));
  expect((await wire.exchange(get())).status).toBe(204);
});

test('a server that speaks HTTP/1.1 alone is no RIPP provider', async () => {
  const url = await listening(createHttpsServer(certificate, (_request, response) => response.end('hello')));
  await expect(wire.exchange(new Request(url))).rejects.toMatchObject({ code: 'not-ripp' });
});

test('a server that speaks no TLS is no RIPP provider', async () => {
  const url = await listening(
    createTcpServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('220 hello\r\n'),
    ),
  );
  await expect(wire.exchange(new Request(url))).rejects.toMatchObject({ code: 'not-ripp' });
});

test('a server that accepts and says nothing counts as offline', async () => {
  const url = await listening(createTcpServer((socket) => socket.on('error', () => undefined).resume()));
  const impatient = trusting(certificate, 1);
  await expect(impatient.exchange(new Request(url))).rejects.toMatchObject({ code: 'offline' });
  impatient.close();
});

test('a connection that is distrusted and lives takes no new request, and serves its old ones to their end', async () => {
  const answered = wire.exchange(get('/old'));
  const { stream } = await server.arrival();
  stream.respond({ ':status': 200 });
  const old = await answered;
  wire.renew();
  server.answerWith(({ stream: other }) => {
    other.respond({ ':status': 204 }, { endStream: true });
  });
  await wire.exchange(get('/new'));
  expect(server.sessions.length).toBe(2);
  await new Promise<void>((resolve) => server.sessions[0]!.ping(() => resolve()));
  stream.end('whole');
  expect(await old.text()).toBe('whole');
  if (!server.sessions[0]!.destroyed) await once(server.sessions[0]!, 'close');
});
