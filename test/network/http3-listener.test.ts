import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Http3Session, Http3Stream } from '../../src-wire/http3-library.ts';
import { listen, type Listener } from '../../src-server/listener.ts';
import { StreamReset } from '../../src-server/stream-reset.ts';
import { silentLog } from '../../src-server/world.ts';
import { makeCertificate } from '../support/certificate.ts';
import { FakeClock, until } from '../support/fake-clock.ts';
import { http3 } from '../support/http-versions.ts';

const certificate = await makeCertificate();
const cancelled = 0x10c;
const internalError = 0x102;

describe.skipIf(http3 === undefined)('the listener for HTTP/3', () => {
  let clock: FakeClock;
  let listener: Listener;
  let session: Http3Session;
  let respond: (request: Request) => Promise<Response>;

  beforeEach(async () => {
    clock = new FakeClock();
    listener = await serve(0);
    const endpoint = { host: '127.0.0.1', port: listener.port, servername: 'localhost' };
    session = http3!.connect(endpoint, { ca: certificate.cert, runtimeMode: 'portable', metricsIntervalMs: 0 });
    session.on('error', () => undefined);
    await session.ready();
  });

  afterEach(async () => {
    await session.close(0x100);
    await listener.stop();
    expect(clock.pending).toBe(0);
  });

  function serve(port: number): Promise<Listener> {
    const { cert, key } = certificate;
    const fetch = (request: Request): Promise<Response> => respond(request);
    return listen({ host: '127.0.0.1', port, http3: true, certificate: cert, key, fetch, clock, log: silentLog });
  }

  async function open(method: string, endStream: boolean): Promise<Http3Stream> {
    const headers = { ':method': method, ':scheme': 'https', ':authority': 'localhost', ':path': '/' };
    const { signal } = new AbortController();
    return (await session.requestAsync(headers, { endStream, signal })).on('error', () => undefined);
  }

  test.each<[string, Error, number]>([
    ['cancels', new StreamReset('fell silent'), cancelled],
    ['fails', new Error('defect'), internalError],
  ])('resets a stream whose body the provider %s', async (_how, error, h3Code) => {
    respond = () =>
      Promise.resolve(new Response(new ReadableStream({ pull: (controller) => controller.error(error) })));
    const [reset] = (await once(await open('GET', true), 'error')) as [unknown];
    expect(reset).toMatchObject({ h3Code });
  });

  test('refuses the rest of an upload a second after it was answered, and not before', async () => {
    respond = (request) => {
      void request.body?.cancel();
      return Promise.resolve(new Response('no', { status: 401 }));
    };
    const upload = await open('PUT', false);
    let text = '';
    upload.on('data', (bytes: Buffer) => (text += bytes.toString()));
    upload.write('[');
    await once(upload, 'end');
    expect(text).toBe('no');
    await clock.advance(999);
    expect(upload.destroyed).toBe(false);
    await clock.advance(1);
    // A client is told of it when it writes on.
    const writeOn = (): boolean => {
      if (!upload.destroyed) upload.write('\n');
      return upload.destroyed;
    };
    await expect.poll(writeOn).toBe(true);
  });

  test('aborts the request of a peer whose connection ends', async () => {
    const requests: Request[] = [];
    respond = (request) => {
      requests.push(request);
      return new Promise(() => undefined);
    };
    await open('GET', true);
    await until('the request has come', () => requests.length > 0);
    await session.close(0x100);
    await until('it was aborted', () => requests[0]!.signal.aborted);
  });

  test('keeps a silent connection alive', async () => {
    await clock.advance(60_000);
    expect(session.closed).toBe(false);
  });

  test('rejects when the UDP port is taken, and gives the TCP port back', async () => {
    const other = createSocket('udp4');
    await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
    const { port } = other.address();
    await expect(serve(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const closed = once(other, 'close');
    other.close();
    await closed;
    const free = await serve(port);
    await free.stop();
  });

  test('leaves nothing at its port when it stops, and stops twice without harm', async () => {
    const other = await serve(0);
    await Promise.all([other.stop(), other.stop()]);
    const again = await serve(other.port);
    await again.stop();
  });
});
