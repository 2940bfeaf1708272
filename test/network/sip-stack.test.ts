import { X509Certificate } from 'node:crypto';
import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import {
  sipTransports,
  type SipDestination,
  type SipTransport,
} from '../../src-main/dialog-package/sip/sip-endpoint.ts';
import { makeCertificate } from '../support/certificate.ts';
import { until } from '../support/fake-clock.ts';
import { connectRaw, openDatagrams, openTried, requestOf, requestText, type TriedStack } from './sip-peers.ts';

const ours = await makeCertificate({ name: 'ours.example' });
const theirs = await makeCertificate({ name: 'theirs.example' });
const fingerprint = (cert: string): string =>
  new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
const tls = { port: 0, certificate: ours.cert, key: ours.key };

const open: TriedStack[] = [];

afterEach(async () => {
  for (const { stack, clock, complaints } of open.splice(0)) {
    await stack.close();
    await stack.close();
    expect([stack.load(), clock.pending, complaints]).toEqual([{ connections: 0, transactions: 0 }, 0, []]);
  }
});

async function start(...given: Parameters<typeof openTried>): Promise<TriedStack> {
  const tried = await openTried(...given);
  open.push(tried);
  return tried;
}

function towards({ stack }: TriedStack, transport: SipTransport, host = '127.0.0.1'): SipDestination {
  return { transport, host, port: transport === 'tls' ? stack.tlsPort! : stack.port };
}

/** A client whose own certificate is `theirs`, and a server whose is `ours`. */
async function startPair(): Promise<{ client: TriedStack; server: TriedStack }> {
  const server = await start({ tls });
  const client = await start({
    tls: { port: 0, certificate: theirs.cert, key: theirs.key },
    trustedCertificates: [fingerprint(ours.cert)],
  });
  return { client, server };
}

describe.each(sipTransports)('over %s', (transport) => {
  test('a request is answered, and who sent it is told by the transport', async () => {
    const { client, server } = await startPair();
    const answered = client.stack.request(requestOf('SUBSCRIBE', '<ü/>'), towards(server, transport));
    const { request, source, answer } = await server.arrival();
    expect([request.method, request.body]).toEqual(['SUBSCRIBE', '<ü/>']);
    expect(source).toEqual({
      transport,
      address: '127.0.0.1',
      port: transport === 'udp' ? client.stack.port : (expect.any(Number) as number),
      local: { address: '127.0.0.1', port: transport === 'tls' ? server.stack.tlsPort : server.stack.port },
      ...(transport === 'tls' && { certificate: fingerprint(theirs.cert) }),
    });
    answer({ status: 489, headers: [{ name: 'Allow-Events', value: 'dialog' }] });
    const response = await answered;
    expect([response.status, response.reason]).toEqual([489, 'Bad Event']);
    expect(response.headers).toContainEqual({ name: 'Allow-Events', value: 'dialog' });
  });

  test('a request goes back on the way of one that came in', async () => {
    const { client, server } = await startPair();
    void client.stack.request(requestOf(), towards(server, transport));
    const { source, answer } = await server.arrival();
    answer({ status: 200 });
    const answered = server.stack.request(requestOf('NOTIFY'), { ...towards(client, transport), source });
    const notify = await client.arrival();
    expect(notify.request.method).toBe('NOTIFY');
    notify.answer({ status: 200 });
    expect((await answered).status).toBe(200);
    const connections = transport === 'udp' ? 0 : 1;
    expect([server.stack.load().connections, client.stack.load().connections]).toEqual([connections, connections]);
  });

  test('five hundred requests at once are each answered', async () => {
    const { client, server } = await startPair();
    server.stack.onRequest(({ answer }) => answer({ status: 200 }));
    const responses: number[] = [];
    for (let count = 0; count < 500; count++)
      void client.stack.request(requestOf(), towards(server, transport)).then(({ status }) => responses.push(status));
    // What the system had no room for comes again.
    while (responses.length < 500) await client.clock.advance(500);
    expect(new Set(responses)).toEqual(new Set([200]));
  });

  test('where nobody listens a request fails', async () => {
    const { client, server } = await startPair();
    const destination = towards(server, transport);
    await server.stack.close();
    const failure = client.stack.request(requestOf(), destination).catch((error: unknown) => String(error));
    if (transport === 'udp') await client.clock.advance(32_000);
    expect(await failure).toBe(transport === 'udp' ? 'SipFailure: timeout' : 'SipFailure: unreachable');
  });
});

describe('who listens', () => {
  test('has one port for UDP and TCP, and another for TLS', async () => {
    const { stack } = await start({ tls });
    expect(stack.port).not.toBe(stack.tlsPort);
    const second = openTried({ port: stack.port });
    await expect(second).rejects.toMatchObject({ code: 'port-in-use' });
  });

  test('says when only UDP is in use, and leaves nothing open', async () => {
    const datagrams = await openDatagrams();
    await expect(openTried({ port: datagrams.port })).rejects.toMatchObject({ code: 'port-in-use' });
    const visitor = connect(datagrams.port, '127.0.0.1');
    await expect(once(visitor, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await datagrams.close();
  });

  test('says why it cannot', async () => {
    await expect(openTried({ address: '192.0.2.1' })).rejects.toMatchObject({ code: 'address-not-ours' });
    const bad = { port: 0, certificate: 'none', key: 'none' };
    await expect(openTried({ tls: bad })).rejects.toMatchObject({ code: 'bad-certificate' });
    const { stack } = await start({ tls });
    await expect(openTried({ tls: { ...tls, port: stack.tlsPort! } })).rejects.toMatchObject({ code: 'port-in-use' });
  });

  test.each(['0.0.0.0', '::'])('on %s tells by which of its addresses a peer reached it', async (address) => {
    const server = await start({ address, answers: true });
    const client = await start();
    for (const transport of ['udp', 'tcp'] as const) {
      await client.stack.request(requestOf(), towards(server, transport));
      const { source } = await server.arrival();
      expect(source.address).toBe('127.0.0.1');
      expect(source.local).toEqual({ address: '127.0.0.1', port: server.stack.port });
      expect(await server.stack.localFor(towards(client, transport))).toEqual(source.local);
    }
    const answered = server.stack.request(requestOf(), towards(client, 'udp'));
    (await client.arrival()).answer({ status: 200 });
    expect((await answered).status).toBe(200);
  });

  test('on ::1 is reached there', async () => {
    const server = await start({ address: '::1', answers: true });
    const client = await start({ address: '::1' });
    for (const transport of ['udp', 'tcp'] as const) {
      const response = await client.stack.request(requestOf(), towards(server, transport, '::1'));
      expect(response.status).toBe(200);
    }
  });
});

describe('a name', () => {
  test('is looked up, once for many', async () => {
    const asked: string[] = [];
    const lookUp = async (host: string): Promise<string> => {
      asked.push(host);
      return '127.0.0.1';
    };
    const client = await start({ lookUp });
    const server = await start({ answers: true });
    const destination = towards(server, 'tcp', 'desk.example');
    await Promise.all([client.stack.request(requestOf(), destination), client.stack.request(requestOf(), destination)]);
    await client.stack.request(requestOf(), towards(server, 'udp', 'desk.example'));
    expect([asked, client.stack.load().connections]).toEqual([['desk.example'], 1]);
    expect(await client.stack.localFor(destination)).toEqual({ address: '127.0.0.1', port: client.stack.port });
  });

  test('that is none, or takes too long, leads nowhere, and others are not held up', async () => {
    const lookUp = (host: string): Promise<string> =>
      host === 'none.example' ? Promise.reject(new Error('ENOTFOUND')) : new Promise(() => {});
    const client = await start({ lookUp });
    const to = (host: string): Promise<unknown> =>
      client.stack
        .request(requestOf(), { transport: 'tcp', host, port: 5060 })
        .catch((error: unknown) => String(error));
    expect(await to('none.example')).toBe('SipFailure: unreachable');
    const slow = to('slow.example');
    expect(await to('none.example')).toBe('SipFailure: unreachable');
    await client.clock.advance(5000);
    expect(await slow).toBe('SipFailure: unreachable');
  });
});

describe('an answer', () => {
  test('goes to where a datagram truly came from, whatever it says', async () => {
    const server = await start({ answers: true });
    const forger = await openDatagrams('127.0.0.2');
    const victim = await openDatagrams();
    forger.send(requestText({ via: `UDP 127.0.0.1:${victim.port};rport;received=127.0.0.1` }), server.stack.port);
    await until('the answer comes', () => forger.messages.length > 0);
    expect(/Via: (.*)/u.exec(forger.messages[0]!.text)![1]!.split(';')).toEqual([
      `SIP/2.0/UDP 127.0.0.1:${victim.port}`,
      `rport=${forger.port}`,
      expect.stringMatching(/^branch=/u),
      'received=127.0.0.2',
    ]);
    expect([forger.messages[0]!.port, victim.messages]).toEqual([server.stack.port, []]);
    await forger.close();
    await victim.close();
  });

  test('has left when everything is closed right after it', async () => {
    const server = await start();
    const datagrams = await openDatagrams();
    const peer = await connectRaw(server.stack.port);
    datagrams.send(requestText({ via: `UDP 127.0.0.1:${datagrams.port}` }), server.stack.port);
    const overUdp = await server.arrival();
    peer.write(requestText());
    const overTcp = await server.arrival();
    overUdp.answer({ status: 200 });
    overTcp.answer({ status: 200 });
    await server.stack.close();
    await until('both have come', () => datagrams.messages.length === 1 && peer.text().startsWith('SIP/2.0 200'));
    await datagrams.close();
  });

  test('goes over a new connection to where its request says, at its true address, when the old one is gone', async () => {
    const server = await start();
    const listener = createServer().listen(0, '127.0.0.2');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const peer = await connectRaw(server.stack.port, '127.0.0.2');
    peer.write(requestText({ via: `TCP 127.0.0.1:${port}` }));
    const { answer } = await server.arrival();
    peer.socket.destroy();
    await until('the connection is gone', () => server.stack.load().connections === 0);
    answer({ status: 200 });
    const [second] = (await once(listener, 'connection')) as [AsyncIterable<Buffer> & { destroy(): void }];
    for await (const chunk of second) {
      expect(chunk.toString()).toMatch(/^SIP\/2\.0 200 OK\r\n/u);
      break;
    }
    listener.close();
  });
});
