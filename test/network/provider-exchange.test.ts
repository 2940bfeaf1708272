import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProviderExchange } from '../../src-main/node/provider-exchange.ts';
import { listen, type Listener } from '../../src-server/listener.ts';
import { silentLog } from '../../src-server/world.ts';
import { makeCertificate } from '../support/certificate.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { http3, trustIn, type Wire } from '../support/http-versions.ts';
import { openBody, type OpenBody } from '../support/open-body.ts';

const certificate = await makeCertificate();

/** Only a response over TCP offers HTTP/3: which version carried it shows in that. */
const versionOf = ({ headers }: Response): string => (headers.has('alt-svc') ? 'HTTP/2' : 'HTTP/3');

describe.skipIf(http3 === undefined)('the wire to a provider', () => {
  let clock: FakeClock;
  let listener: Listener;
  let wire: Wire;
  let endless: OpenBody;

  beforeEach(async () => {
    clock = new FakeClock();
    listener = await serve();
    wire = createProviderExchange({ trust: trustIn(certificate), clock, ...(http3 === undefined ? {} : { http3 }) });
    endless = openBody();
  });

  afterEach(async () => {
    wire.close();
    await listener.stop();
  });

  function serve(port = 0, offersHttp3 = true): Promise<Listener> {
    const fetch = async (request: Request): Promise<Response> => {
      if (new URL(request.url).pathname === '/endless') return new Response(endless.body);
      return new Response(await request.text());
    };
    const { cert, key } = certificate;
    return listen({
      host: 'localhost',
      port,
      http3: offersHttp3,
      certificate: cert,
      key,
      fetch,
      clock,
      log: silentLog,
    });
  }

  const ask = (path = '/'): Promise<Response> =>
    wire.exchange(new Request(`https://localhost:${listener.port}${path}`));
  const askedOver = async (): Promise<string> => versionOf(await ask());
  const untilOver = (version: string): Promise<void> => expect.poll(askedOver).toBe(version);

  test('begins over HTTP/2 and moves to the HTTP/3 that it is offered', async () => {
    expect(await askedOver()).toBe('HTTP/2');
    await untilOver('HTTP/3');
    expect(await askedOver()).toBe('HTTP/3');
  });

  test('leaves on HTTP/2 what runs there', async () => {
    const reader = (await ask('/endless')).body!.getReader();
    await untilOver('HTTP/3');
    endless.write('still here');
    expect(new TextDecoder().decode((await reader.read()).value as Uint8Array)).toBe('still here');
  });

  test('goes on over HTTP/2 when a connection over HTTP/3 breaks, and returns to HTTP/3 after a while', async () => {
    await untilOver('HTTP/3');
    const broken = (await ask('/endless')).text();
    broken.catch(() => undefined);
    await listener.stop();
    await expect(broken).rejects.toMatchObject({ code: 'offline' });
    endless = openBody();
    listener = await serve(listener.port);
    expect([await askedOver(), await askedOver()]).toEqual(['HTTP/2', 'HTTP/2']);
    await clock.advance(30_000);
    await untilOver('HTTP/3');
  });

  test('loses no request to an HTTP/3 that is no longer there', async () => {
    await untilOver('HTTP/3');
    wire.close();
    await listener.stop();
    listener = await serve(listener.port, false);
    const body = { method: 'PUT', body: 'speech' };
    const url = `https://localhost:${listener.port}/`;
    const answers = await Promise.all([1, 2, 3].map(() => wire.exchange(new Request(url, body))));
    for (const answer of answers) expect(await answer.text()).toBe('speech');
  });

  test('opens both anew after it was closed', async () => {
    await untilOver('HTTP/3');
    wire.close();
    expect(await askedOver()).toBe('HTTP/3');
  });
});
