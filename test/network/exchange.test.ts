import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StreamReset } from '../../src-server/stream-reset.ts';
import { makeCertificate } from '../support/certificate.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { httpVersions, trustIn, type Wire } from '../support/http-versions.ts';
import { openBody } from '../support/open-body.ts';
import { startScriptedListener, type ScriptedListener } from '../support/scripted-listener.ts';

const certificate = await makeCertificate();

describe.each(httpVersions)('over $name', ({ open }) => {
  let clock: FakeClock;
  let server: ScriptedListener;
  let wire: Wire;

  beforeEach(async () => {
    clock = new FakeClock();
    server = await startScriptedListener(certificate, clock);
    wire = open({ trust: trustIn(certificate), after: clock.after.bind(clock) });
  });

  afterEach(async () => {
    wire.close();
    await server.stop();
  });

  function get(path = '/', signal?: AbortSignal): Request {
    return new Request(`${server.origin}${path}`, signal === undefined ? {} : { signal });
  }

  function put(body: string | ReadableStream<Uint8Array>, signal?: AbortSignal): Request {
    const options = { method: 'PUT', body, duplex: 'half' as const };
    return new Request(`${server.origin}/up`, signal === undefined ? options : { ...options, signal });
  }

  const textOf = (part: { value?: unknown }): string => new TextDecoder().decode(part.value as Uint8Array);

  test('a small body arrives whole, and its answer comes back with status and headers', async () => {
    server.answerWith(async (request) => {
      const text = `${request.method} ${request.headers.get('authorization')} ${await request.text()}`;
      return new Response(text, { status: 201, headers: { location: 'https://example.com/x' } });
    });
    const request = new Request(put('120 bytes of speech'), { headers: { authorization: 'Bearer token' } });
    const response = await wire.exchange(request);
    expect([response.status, response.headers.get('location')]).toEqual([201, 'https://example.com/x']);
    expect(await response.text()).toBe('PUT Bearer token 120 bytes of speech');
  });

  test('the response comes while the request goes on, and both bodies flow side by side', async () => {
    const upload = openBody();
    const download = openBody();
    const answered = wire.exchange(put(upload.body));
    const { request, answer } = await server.arrival();
    answer(new Response(download.body));
    const received = request.body!.getReader();
    const reader = (await answered).body!.getReader();
    for (const word of ['one', 'two', 'three']) {
      upload.write(word);
      download.write(textOf(await received.read()).toUpperCase());
      expect(textOf(await reader.read())).toBe(word.toUpperCase());
    }
    upload.end();
    expect((await received.read()).done).toBe(true);
    download.end();
    expect((await reader.read()).done).toBe(true);
  });

  test('1,200 parked requests and an endless upload leave room for a quick one', async () => {
    const upload = openBody();
    void wire.exchange(put(upload.body)).catch(() => undefined);
    await server.arrival();
    const parked = Array.from({ length: 1200 }, () => wire.exchange(get('/parked')));
    const waiting = await Promise.all(parked.map(() => server.arrival()));
    const quick = wire.exchange(get('/quick'));
    const arrival = await server.arrival();
    expect(new URL(arrival.request.url).pathname).toBe('/quick');
    arrival.answer(new Response(null, { status: 204 }));
    expect((await quick).status).toBe(204);
    for (const { answer } of waiting) answer(new Response('speech'));
    for (const response of await Promise.all(parked)) expect(await response.text()).toBe('speech');
  });

  test('an early refusal is seen whole, though the upload was still running', async () => {
    server.answerWith(() => Response.json({ status: 401 }, { status: 401 }));
    for (let round = 0; round < 50; round++) {
      const upload = openBody();
      upload.write('[');
      const response = await wire.exchange(put(upload.body));
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ status: 401 });
      await upload.cancelled;
    }
  });

  test('a bodiless refusal ends the upload too', async () => {
    server.answerWith(() => new Response(null, { status: 204 }));
    const upload = openBody();
    upload.write('[');
    expect((await wire.exchange(put(upload.body))).status).toBe(204);
    await upload.cancelled;
  });

  test('aborting a parked request rejects with the reason', async () => {
    const abort = new AbortController();
    const answered = wire.exchange(get('/parked', abort.signal));
    await server.arrival();
    const reason = new Error('hung up');
    abort.abort(reason);
    await expect(answered).rejects.toBe(reason);
  });

  test('aborting an upload tells the server, which aborts its request', async () => {
    const abort = new AbortController();
    const upload = openBody();
    const answered = wire.exchange(put(upload.body, abort.signal));
    const { request } = await server.arrival();
    const gone = new Promise((resolve) => request.signal.addEventListener('abort', resolve));
    abort.abort(new Error('hung up'));
    await expect(answered).rejects.toThrow('hung up');
    await gone;
    await upload.cancelled;
  });

  test('aborting still works when nobody but the wire remembers the request', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const abort = new AbortController();
    const answered = wire.exchange(get('/parked', abort.signal));
    await server.arrival();
    for (let round = 0; round < 5; round++) {
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
    }
    abort.abort(new Error('hung up'));
    await expect(answered).rejects.toThrow('hung up');
  });

  test('a request that is aborted before the connection stands is never sent', async () => {
    const abort = new AbortController();
    const answered = wire.exchange(get('/late', abort.signal));
    abort.abort(new Error('too late'));
    await expect(answered).rejects.toThrow('too late');
    const next = wire.exchange(get('/next'));
    const { request, answer } = await server.arrival();
    expect(new URL(request.url).pathname).toBe('/next');
    answer(new Response(null, { status: 204 }));
    await next;
  });

  test('aborting after the headers breaks the body off with the reason, and ends the upload', async () => {
    const abort = new AbortController();
    const upload = openBody();
    const answered = wire.exchange(put(upload.body, abort.signal));
    const { answer } = await server.arrival();
    answer(new Response(openBody().body));
    const read = (await answered).text();
    abort.abort(new Error('hung up'));
    await expect(read).rejects.toThrow('hung up');
    await upload.cancelled;
  });

  test('cancelling a response body cancels that of the server, at the latest when it has more to say', async () => {
    const answered = wire.exchange(get('/endless'));
    const { answer } = await server.arrival();
    let isCancelled = false;
    const pull = async (controller: ReadableStreamDefaultController): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      if (!isCancelled) controller.enqueue(new TextEncoder().encode('\n'));
    };
    answer(new Response(new ReadableStream({ pull, cancel: () => void (isCancelled = true) })));
    await (await answered).body!.cancel();
    await expect.poll(() => isCancelled).toBe(true);
  });

  test('an upload that fails at its source resets the stream', async () => {
    const upload = openBody();
    const answered = wire.exchange(put(upload.body));
    const { request } = await server.arrival();
    const gone = new Promise((resolve) => request.signal.addEventListener('abort', resolve));
    upload.fail(new Error('no more'));
    await expect(answered).rejects.toMatchObject({ code: 'offline' });
    await gone;
  });

  test.each([
    ['an error', new Error('defect')],
    ['a cancellation', new StreamReset('fell silent')],
  ])('a body that the server breaks off with %s rejects as offline', async (_how, error) => {
    const download = openBody();
    const answered = wire.exchange(get());
    (await server.arrival()).answer(new Response(download.body));
    download.write('[{"event"');
    const reader = (await answered).body!.getReader();
    expect(textOf(await reader.read())).toBe('[{"event"');
    download.fail(error);
    await expect(reader.read()).rejects.toMatchObject({ name: 'PhoneError', code: 'offline' });
  });

  test('a request that the server cancels rejects as offline', async () => {
    const answered = wire.exchange(put(openBody().body));
    (await server.arrival()).answer(new StreamReset('fell silent'));
    await expect(answered).rejects.toMatchObject({ code: 'offline' });
  });

  test('a slow reader loses nothing', async () => {
    const size = 8 * 1024 * 1024;
    server.answerWith(() => new Response(new Uint8Array(size)));
    const response = await wire.exchange(get('/large'));
    await wire.exchange(get('/quick')).then((quick) => quick.arrayBuffer());
    expect((await response.arrayBuffer()).byteLength).toBe(size);
  });

  test('a large upload arrives whole at a slow reader', async () => {
    const part = new Uint8Array(64 * 1024);
    let left = 256;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (left-- > 0 ? controller.enqueue(part) : controller.close()),
    });
    server.answerWith(async (request) => {
      await new Promise((resolve) => setImmediate(resolve));
      return new Response(String((await request.arrayBuffer()).byteLength));
    });
    expect(await (await wire.exchange(put(body))).text()).toBe(String(256 * part.length));
  });

  test('a lost connection breaks off what runs as offline, and the next request connects anew', async () => {
    const parked = wire.exchange(get('/parked'));
    await server.arrival();
    const open = wire.exchange(get('/open'));
    (await server.arrival()).answer(new Response(openBody().body));
    const body = (await open).text();
    const lost = Promise.all([
      expect(parked).rejects.toMatchObject({ code: 'offline' }),
      expect(body).rejects.toMatchObject({ code: 'offline' }),
    ]);
    await server.stop();
    await lost;
    server = await startScriptedListener(certificate, clock, Number(new URL(server.origin).port));
    server.answerWith(() => new Response(null, { status: 204 }));
    expect((await wire.exchange(get('/next'))).status).toBe(204);
  });

  test('closing the wire ends what runs, on both sides', async () => {
    const parked = wire.exchange(get('/parked'));
    const { request } = await server.arrival();
    const gone = new Promise((resolve) => request.signal.addEventListener('abort', resolve));
    wire.close();
    await expect(parked).rejects.toMatchObject({ code: 'offline' });
    await gone;
  });

  test('a redirect is answered as it is and never followed', async () => {
    server.answerWith(() => new Response(null, { status: 302, headers: { location: '/elsewhere' } }));
    expect((await wire.exchange(get())).status).toBe(302);
  });

  test('a certificate that nobody vouches for is refused', async () => {
    const stranger = open({ after: clock.after.bind(clock) });
    await expect(stranger.exchange(get())).rejects.toMatchObject({ code: 'bad-certificate' });
    stranger.close();
  });

  test('an exclusive trust takes no certificate but its own', async () => {
    const other = open({ trust: trustIn(await makeCertificate()), after: clock.after.bind(clock) });
    await expect(other.exchange(get())).rejects.toMatchObject({ code: 'bad-certificate' });
    other.close();
  });

  test.each([
    ['of another name', { name: 'other.example' }],
    ['that has expired', { hasExpired: true }],
  ])('a trusted certificate %s is refused', async (_what, options) => {
    const odd = await makeCertificate(options);
    const oddServer = await startScriptedListener(odd, clock);
    const oddWire = open({ trust: trustIn(odd), after: clock.after.bind(clock) });
    const request = new Request(oddServer.origin);
    await expect(oddWire.exchange(request)).rejects.toMatchObject({ code: 'bad-certificate' });
    oddWire.close();
    await oddServer.stop();
  });

  test('a name that does not resolve is an unknown authority', async () => {
    const request = new Request('https://nobody.invalid/');
    await expect(wire.exchange(request)).rejects.toMatchObject({ code: 'unknown-authority' });
  });
});
