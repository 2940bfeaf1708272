import type { Session } from 'electron';
import { expect, test, vi } from 'vitest';
import { createNetExchange } from '../../../../src-main/desktop/net-exchange.ts';
import { fakeNet } from '../../../support/electron-stub.ts';
import { settle } from '../../../support/fake-clock.ts';

vi.mock('electron', () => import('../../../support/electron-stub.ts'));

const session = { name: 'ours' } as unknown as Session;
const exchange = createNetExchange(session);
const url = 'https://example.com/tg/1';

const text = (parts: readonly Uint8Array[]): string => Buffer.concat(parts).toString();

function openBody(): {
  body: ReadableStream<Uint8Array>;
  write(text: string): void;
  end(): void;
  isCancelled(): boolean;
} {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: () => void (isCancelled = true),
  });
  return {
    body,
    write: (part) => controller.enqueue(new TextEncoder().encode(part)),
    end: () => controller.close(),
    isCancelled: () => isCancelled,
  };
}

function put(body: ReadableStream<Uint8Array>, signal?: AbortSignal): Promise<Response> {
  return exchange(
    new Request(url, { method: 'PUT', body, duplex: 'half', ...(signal === undefined ? {} : { signal }) }),
  );
}

test('a request goes out on our session with its headers, uncached, first in the queue and without redirects', async () => {
  const answered = exchange(new Request(url, { headers: { authorization: 'Bearer x', cookie: 'a=1' } }));
  const wire = await fakeNet.next();
  expect(wire.options).toEqual({
    url,
    method: 'GET',
    session,
    headers: { authorization: 'Bearer x', cookie: 'a=1' },
    redirect: 'manual',
    cache: 'no-store',
    priority: 'highest',
  });
  await settle();
  expect([wire.hasEnded, wire.chunkedEncoding]).toEqual([true, false]);
  const message = wire.respond(200, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] });
  const response = await answered;
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  message.push('{"uri"');
  message.push(':"x"}');
  message.push(null);
  expect(await response.json()).toEqual({ uri: 'x' });
});

test('a response resolves at its headers, and its body streams', async () => {
  const answered = exchange(new Request(url));
  const message = (await fakeNet.next()).respond(200);
  const reader = (await answered).body!.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  message.push('[');
  expect(text([(await reader.read()).value!])).toBe('[');
  message.push(null);
  expect((await reader.read()).done).toBe(true);
});

test('an upload is chunked and goes out piece by piece, as it comes', async () => {
  const upload = openBody();
  const answered = put(upload.body);
  const wire = await fakeNet.next();
  await settle();
  expect(wire.isStarted).toBe(false);
  upload.write('[');
  await settle();
  expect([text(wire.sent), wire.chunkedEncoding, wire.hasEnded]).toEqual(['[', true, false]);
  upload.write('{}');
  await settle();
  expect(text(wire.sent)).toBe('[{}');
  upload.end();
  await settle();
  expect(wire.hasEnded).toBe(true);
  wire.respond(204);
  expect((await answered).status).toBe(204);
});

test('a body of nothing is no chunked one', async () => {
  const upload = openBody();
  const answered = put(upload.body);
  const wire = await fakeNet.next();
  upload.write('');
  upload.end();
  await settle();
  expect([wire.hasEnded, wire.chunkedEncoding]).toEqual([true, false]);
  wire.respond(204);
  await answered;
});

test('a full pipe holds up the source', async () => {
  let pulled = 0;
  const source = new ReadableStream<Uint8Array>(
    { pull: (controller) => (++pulled > 10 ? controller.close() : controller.enqueue(new Uint8Array(1000))) },
    { highWaterMark: 0 },
  );
  void put(source);
  const wire = await fakeNet.next();
  wire.isFull = true;
  await settle();
  expect(pulled).toBeLessThan(3);
  wire.drain();
  await settle();
  expect(wire.sent).toHaveLength(10);
});

test('a refusal that comes before the upload ends is seen, and nothing more is written', async () => {
  const upload = openBody();
  upload.write('[');
  const answered = put(upload.body);
  const wire = await fakeNet.next();
  await settle();
  wire.respond(401).push(null);
  expect((await answered).status).toBe(401);
  expect(upload.isCancelled()).toBe(true);
  await settle();
  expect(text(wire.sent)).toBe('[');
});

test('aborting before the response resets the request with the reason, also when its upload is done', async () => {
  for (const body of [undefined, 'x']) {
    const abort = new AbortController();
    const answered = exchange(
      new Request(url, { signal: abort.signal, ...(body === undefined ? {} : { method: 'PUT', body }) }),
    );
    const wire = await fakeNet.next();
    await settle();
    expect([wire.hasEnded, wire.destroyed]).toEqual([true, true]);
    abort.abort(new Error('hung up'));
    await expect(answered).rejects.toThrow('hung up');
    expect(wire.isAborted).toBe(true);
  }
});

test('aborting after the headers breaks the body off with the reason, and ends the upload', async () => {
  const abort = new AbortController();
  const answered = exchange(new Request(url, { signal: abort.signal }));
  const wire = await fakeNet.next();
  wire.respond(200).push('[');
  const read = (await answered).text();
  abort.abort(new Error('hung up'));
  await expect(read).rejects.toThrow('hung up');
});

test('aborting while a write is held up lets go of the source', async () => {
  const abort = new AbortController();
  const upload = openBody();
  const answered = put(upload.body, abort.signal);
  const wire = await fakeNet.next();
  wire.isFull = true;
  upload.write('[');
  await settle();
  abort.abort(new Error('hung up'));
  await expect(answered).rejects.toThrow('hung up');
  await settle();
  expect(upload.isCancelled()).toBe(true);
});

test('a request whose signal was aborted before is not made', async () => {
  const signal = AbortSignal.abort(new Error('too late'));
  await expect(exchange(new Request(url, { signal }))).rejects.toThrow('too late');
});

test('cancelling a body resets the request, and what comes after is dropped', async () => {
  const answered = exchange(new Request(url));
  const wire = await fakeNet.next();
  const message = wire.respond(200);
  const response = await answered;
  message.push('[');
  await response.body!.cancel();
  expect(wire.isAborted).toBe(true);
  message.emit('data', Buffer.from('late'));
});

test('a source that fails resets the request', async () => {
  const failing = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('no more')) });
  const answered = put(failing);
  await expect(answered).rejects.toMatchObject({ code: 'offline' });
  expect((await fakeNet.next()).isAborted).toBe(true);
});

test.each([
  ['ERR_NAME_NOT_RESOLVED', 'unknown-authority'],
  ['ERR_CONNECTION_REFUSED', 'unknown-authority'],
  ['ERR_CERT_AUTHORITY_INVALID', 'bad-certificate'],
  ['ERR_CERT_DATE_INVALID', 'bad-certificate'],
  ['ERR_CERT_COMMON_NAME_INVALID', 'bad-certificate'],
  ['ERR_SSL_PROTOCOL_ERROR', 'not-ripp'],
  ['ERR_INTERNET_DISCONNECTED', 'offline'],
  ['ERR_NETWORK_CHANGED', 'offline'],
])('net::%s means %s, before the response and in its body alike', async (name, code) => {
  const early = exchange(new Request(url));
  (await fakeNet.next()).fail(name);
  await expect(early).rejects.toMatchObject({ name: 'PhoneError', code });
  const answered = exchange(new Request(url));
  const wire = await fakeNet.next();
  wire.respond(200).push('[');
  const read = (await answered).text();
  await settle();
  wire.fail(name);
  await expect(read).rejects.toMatchObject({ name: 'PhoneError', code });
});

test('a redirect is a bad response, and is not followed', async () => {
  const answered = exchange(new Request(url));
  (await fakeNet.next()).redirect(302, 'https://elsewhere.example/');
  await expect(answered).rejects.toMatchObject({ code: 'bad-response', detail: 'status 302' });
});

test('a status that is none is a bad response', async () => {
  const answered = exchange(new Request(url));
  const wire = await fakeNet.next();
  wire.respond(999);
  await expect(answered).rejects.toMatchObject({ code: 'bad-response' });
  expect(wire.isAborted).toBe(true);
});
