import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { settle, until } from '../support/fake-clock.ts';
import {
  connectRaw,
  openDatagrams,
  openTried,
  requestOf,
  requestText,
  type RawConnection,
  type RawDatagrams,
  type TriedStack,
} from './sip-peers.ts';

const { cert, key } = await makeCertificate();
const tls = { port: 0, certificate: cert, key };
const stacks: TriedStack[] = [];
const peers: Socket[] = [];

afterEach(async () => {
  for (const socket of peers.splice(0)) socket.destroy();
  for (const { stack, clock, complaints } of stacks.splice(0)) {
    await stack.close();
    expect([stack.load(), clock.pending, complaints]).toEqual([{ connections: 0, transactions: 0 }, 0, []]);
  }
});

async function start(...given: Parameters<typeof openTried>): Promise<TriedStack> {
  const tried = await openTried(...given);
  stacks.push(tried);
  return tried;
}

async function raw({ stack }: TriedStack, localAddress?: string): Promise<RawConnection> {
  const before = stack.load().connections;
  const peer = await connectRaw(stack.port, localAddress);
  peers.push(peer.socket);
  await until('the connection is let in, or not', () => stack.load().connections !== before || peer.isClosed());
  return peer;
}

const closed = (peer: RawConnection): Promise<void> => until('the connection is closed', peer.isClosed);

describe('a connection', () => {
  test('that sends a byte a second is closed after the time of a message', async () => {
    const server = await start();
    const peer = await raw(server);
    const timers = server.clock.pending;
    for (const [second, letter] of Array.from('SUBSCRIBE ').entries()) {
      expect([second, peer.isClosed()]).toEqual([second, false]);
      peer.write(letter);
      await until('the message has begun', () => server.clock.pending > timers);
      await server.clock.advance(1000);
    }
    await closed(peer);
  });

  test('with a message every nine seconds, each begun before the last one ended, goes on', async () => {
    const server = await start({ answers: true });
    const peer = await raw(server);
    peer.write('SUB');
    for (let count = 1; count <= 3; count++) {
      await settle();
      await server.clock.advance(9000);
      peer.write(`${requestText().slice(3)}SUB`);
      await until('it is answered', () => peer.text().split('SIP/2.0 200').length === count + 1);
    }
    expect(peer.isClosed()).toBe(false);
  });

  test('of a stranger is closed when nothing whole comes, but not while it gives signs of life', async () => {
    const server = await start();
    const peer = await raw(server);
    await server.clock.advance(119_000);
    peer.write('\r\n\r\n');
    await until('the sign is answered', () => peer.text() === '\r\n');
    await server.clock.advance(119_000);
    expect(peer.isClosed()).toBe(false);
    await server.clock.advance(1000);
    await closed(peer);
  });

  test('of a peer that was served may be silent for as long as a subscription lasts', async () => {
    const server = await start({ answers: true });
    const peer = await raw(server);
    peer.write(requestText());
    await until('it is answered', () => peer.text().startsWith('SIP/2.0 200'));
    await server.clock.advance(7_199_000);
    expect(peer.isClosed()).toBe(false);
    await server.clock.advance(1000);
    await closed(peer);
  });

  test('that is reset, or ends, in mid-message leaves nothing', async () => {
    const server = await start();
    for (const end of ['resetAndDestroy', 'end'] as const) {
      const peer = await raw(server);
      const timers = server.clock.pending;
      peer.write('SUBSCRIBE sip:alice@127.0.0.1 SIP/2.0\r\n');
      await until('the message has begun', () => server.clock.pending > timers);
      peer.socket[end]();
      await until('it is gone', () => server.stack.load().connections === 0);
    }
    expect([server.clock.pending, server.incoming]).toEqual([0, []]);
  });

  test.each([
    ['with a body beyond the limit', 'Content-Length: 70000\r\n', /^SIP\/2\.0 513 Message Too Large\r\n/u],
    ['without a length', '', /^SIP\/2\.0 400 Bad Request\r\n/u],
    ['of two lengths', 'Content-Length: 1\r\nl: 2\r\n', /^SIP\/2\.0 400 Bad Request\r\n/u],
  ])('whose message comes %s is told so and closed', async (_what, more, answer) => {
    const server = await start();
    const peer = await raw(server);
    peer.write(requestText({ more, body: 'x'.repeat(70_000) }));
    await closed(peer);
    expect(peer.text()).toMatch(answer);
    expect(server.incoming).toEqual([]);
  });

  test('that never ends its head is closed', async () => {
    const server = await start();
    const peer = await raw(server);
    peer.write(`SUBSCRIBE sip:alice@127.0.0.1 SIP/2.0\r\n${'X: y\r\n'.repeat(20_000)}`);
    await closed(peer);
    expect(peer.text()).toBe('');
  });

  test('with a bad message gets 400 for it, and goes on', async () => {
    const server = await start({ answers: true });
    const peer = await raw(server);
    peer.write(requestText({ more: 'Content-Length: 0\r\nContact: <sip:x@127.0.0.1:99999>\r\n' }) + requestText());
    await until('both are answered', () => peer.text().includes('SIP/2.0 200'));
    expect(peer.text()).toMatch(/^SIP\/2\.0 400 Bad Request\r\n/u);
  });

  test('whose peer never reads is given up before much waits for it', async () => {
    const server = await start({ limits: { messageBytes: 60_000 } });
    const sink = createServer((socket) => void peers.push(socket.pause())).listen(0, '127.0.0.1');
    await once(sink, 'listening');
    const { port } = sink.address() as AddressInfo;
    const body = 'x'.repeat(50_000);
    const failures: string[] = [];
    // The system takes some megabytes, then we keep four messages.
    for (let count = 0; count < 1000 && failures.length === 0; count++) {
      server.stack
        .request(requestOf('NOTIFY', body), { transport: 'tcp', host: '127.0.0.1', port })
        .catch((error: unknown) => failures.push(String(error)));
      await settle(1);
    }
    await until('every request has failed', () => server.stack.load().transactions === 0);
    expect(failures[0]).toMatch(/^SipFailure: (?:unreachable|closed)$/u);
    sink.close();
  });

  test('over TLS that never shakes hands, or says something else, is closed', async () => {
    const server = await start({ tls });
    const silent = await connectRaw(server.stack.tlsPort!);
    const loud = await connectRaw(server.stack.tlsPort!);
    peers.push(silent.socket, loud.socket);
    await until('both are let in', () => server.stack.load().connections === 2);
    loud.write(requestText());
    await closed(loud);
    await server.clock.advance(10_000);
    await closed(silent);
  });

  test('over TLS that we open goes to nobody who is not known', async () => {
    const server = await start({ tls, answers: true });
    const client = await start();
    const request = client.stack.request(requestOf(), {
      transport: 'tls',
      host: '127.0.0.1',
      port: server.stack.tlsPort!,
    });
    await expect(request).rejects.toMatchObject({ code: 'unreachable' });
    await until('it is gone', () => server.stack.load().connections === 0);
    expect(server.incoming).toEqual([]);
  });

  test('over TLS without a certificate is let in, as one that has none', async () => {
    const server = await start({ tls, answers: true });
    const socket = connectTls({ host: '127.0.0.1', port: server.stack.tlsPort!, rejectUnauthorized: false });
    peers.push(socket);
    await once(socket, 'secureConnect');
    socket.write(requestText({ via: 'TLS 127.0.0.1' }));
    const { source } = await server.arrival();
    expect([source.transport, source.certificate]).toEqual(['tls', undefined]);
  });
});

describe('connections', () => {
  test('of one address are limited', async () => {
    const server = await start({ limits: { connectionsPerAddress: 3 } });
    const inside = [await raw(server), await raw(server), await raw(server)];
    await closed(await raw(server));
    await raw(server, '127.0.0.2');
    expect(server.stack.load().connections).toBe(4);
    inside[0]!.socket.destroy();
    await until('there is room', () => server.stack.load().connections === 3);
    expect((await raw(server)).isClosed()).toBe(false);
  });

  test('beyond the limit close the oldest one of a stranger, and none of a peer that was served', async () => {
    const server = await start({ limits: { connections: 3 }, answers: true });
    const served = await raw(server);
    served.write(requestText());
    await until('it is answered', () => served.text() !== '');
    const strangers: RawConnection[] = [];
    for (let count = 2; count < 10; count++) {
      const peer = await connectRaw(server.stack.port, `127.0.0.${count}`);
      strangers.push(peer);
      peers.push(peer.socket);
    }
    await until('six are closed', () => strangers.filter((peer) => peer.isClosed()).length === 6);
    expect(strangers.slice(-2).map((peer) => peer.isClosed())).toEqual([false, false]);
    expect([served.isClosed(), server.stack.load().connections]).toEqual([false, 3]);
  });

  test('that are all of use leave no room for more', async () => {
    const server = await start({ limits: { connections: 1 }, answers: true });
    const served = await raw(server);
    served.write(requestText());
    await until('it is answered', () => served.text() !== '');
    await closed(await raw(server, '127.0.0.2'));
    const request = server.stack.request(requestOf(), { transport: 'tcp', host: '127.0.0.1', port: 1 });
    await expect(request).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('a datagram', () => {
  let datagrams: RawDatagrams;

  /** Sends each, and then a good request; what came before its answer. */
  async function answersTo(server: TriedStack, texts: readonly string[]): Promise<string[]> {
    datagrams = await openDatagrams();
    const via = `UDP 127.0.0.1:${datagrams.port}`;
    for (const text of texts) datagrams.send(text.replace('VIA', via), server.stack.port);
    datagrams.send(requestText({ via, method: 'OPTIONS' }), server.stack.port);
    await until('the last is answered', () => datagrams.messages.some(({ text }) => text.includes('1 OPTIONS')));
    await datagrams.close();
    return datagrams.messages.map(({ text }) => text.slice(0, text.indexOf('\r\n'))).slice(0, -1);
  }

  test('that is cut off is answered with 400, and one that says nothing not at all', async () => {
    const server = await start({ answers: true });
    const cut = requestText({ via: 'VIA', more: 'Subject: something\r\nContent-Length: 99\r\n', body: 'short' });
    const texts = [
      cut,
      '',
      '\r\n\r\n',
      '\0\x01\x02',
      'x',
      'SIP/2.0 200 OK\r\n\r\n',
      'SUBSCRIBE',
      '\r\n\r\n\r\n\r\n\r\n',
    ];
    expect(await answersTo(server, texts)).toEqual(['SIP/2.0 400 Bad Request']);
  });

  test('that is larger than a message may be is answered with 513', async () => {
    const server = await start({ answers: true, limits: { messageBytes: 2000 } });
    const large = requestText({ via: 'VIA', body: 'x'.repeat(2000), more: '' });
    expect(await answersTo(server, [large])).toEqual(['SIP/2.0 513 Message Too Large']);
  });

  test('with more behind its body is cut there', async () => {
    const server = await start({ answers: true });
    const long = requestText({ via: 'VIA', more: 'Content-Length: 3\r\n', body: 'abcdef' });
    expect(await answersTo(server, [long])).toEqual(['SIP/2.0 200 OK']);
    expect(server.incoming[0]!.request.body).toBe('abc');
  });

  test('that nobody asked for, to answer a request of ours, changes nothing', async () => {
    const server = await start({ answers: true });
    const request = server.stack.request(requestOf(), { transport: 'udp', host: '127.0.0.1', port: 9 });
    const outcome = request.catch((error: unknown) => String(error));
    const guess = 'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK.byway.guessed\r\nCSeq: 1 SUBSCRIBE\r\n\r\n';
    expect(
      await answersTo(
        server,
        Array.from({ length: 50 }, () => guess),
      ),
    ).toEqual([]);
    await server.clock.advance(32_000);
    expect(await outcome).toBe('SipFailure: timeout');
  });
});
