import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock, until } from '../../support/fake-clock.ts';
import { UdpRelay } from './udp-relay.ts';

let clock: FakeClock;
let server: Socket;
let relay: UdpRelay;
let client: Socket;
let fractions: number[];
/** What the server heard, and from where the last of it came. */
let arrived: string[];
let from: RemoteInfo | undefined;
/** What the client heard. */
let answered: string[];

beforeEach(async () => {
  clock = new FakeClock();
  [arrived, answered, fractions, from] = [[], [], [], undefined];
  server = await bound((bytes, sender) => {
    arrived.push(bytes.toString());
    from = sender;
  });
  client = await bound((bytes) => answered.push(bytes.toString()));
  relay = await UdpRelay.start({
    upstreamPort: server.address().port,
    clock,
    fraction: () => fractions.shift() ?? 0.999,
  });
});

afterEach(async () => {
  await relay.stop();
  for (const socket of [server, client]) socket.close();
  expect(clock.pending).toBe(0);
});

async function bound(take: (bytes: Buffer, sender: RemoteInfo) => void): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', take);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

function say(...words: string[]): void {
  for (const word of words) client.send(word, relay.port, '127.0.0.1');
}

const handled = (): number => Object.values(relay.counts).reduce((sum, count) => sum + count, 0);

async function talk(): Promise<void> {
  say('hello');
  await until('it arrived', () => arrived.length === 1);
  server.send('welcome', from!.port, from!.address);
  await until('it was answered', () => answered.length === 1);
}

test('datagrams go both ways, and each client has a port of its own', async () => {
  await talk();
  expect([arrived, answered]).toEqual([['hello'], ['welcome']]);
  const firstPort = from?.port;
  const other = await bound(() => undefined);
  other.send('me too', relay.port, '127.0.0.1');
  await until('it arrived', () => arrived.length === 2);
  expect(from?.port).not.toBe(firstPort);
  other.close();
});

test('a share of them is lost', async () => {
  relay.lose(0.5);
  fractions = [0.6, 0.4, 0.7];
  say('one', 'two', 'three');
  await until('all were handled', () => handled() === 3);
  await until('the others arrived', () => arrived.length === 2);
  expect(arrived).toEqual(['one', 'three']);
  expect(relay.counts).toEqual({ carried: 2, lost: 1, late: 0 });
});

test('a share of them arrives behind those that were sent later', async () => {
  relay.reorder(0.5, 30);
  fractions = [0.4, 0.6];
  say('one', 'two');
  await until('both were handled', () => handled() === 2);
  await until('one arrived', () => arrived.length === 1);
  await clock.advance(30);
  await until('both arrived', () => arrived.length === 2);
  expect(arrived).toEqual(['two', 'one']);
});

test('a delay holds for both directions', async () => {
  await talk();
  relay.delay(100);
  say('later');
  server.send('later', from!.port, from!.address);
  await until('both are on their way', () => handled() === 4);
  await clock.advance(99);
  expect([arrived.length, answered.length]).toEqual([1, 1]);
  await clock.advance(1);
  await until('both arrived', () => arrived.length === 2 && answered.length === 2);
});

test('a black hole swallows everything until it is gone', async () => {
  await talk();
  relay.swallow(true);
  say('lost');
  await until('it was handled', () => relay.counts.lost === 1);
  relay.swallow(false);
  say('back');
  await until('it arrived', () => arrived.length === 2);
  expect(arrived).toEqual(['hello', 'back']);
});

test('a client comes from another port, or address, after the NAT forgot it', async () => {
  await talk();
  const { port } = from!;
  relay.rebind();
  say('again');
  await until('it arrived', () => arrived.length === 2);
  expect(from?.port).not.toBe(port);
  relay.rebind('127.0.0.2');
  say('and again');
  await until('it arrived', () => arrived.length === 3);
  expect(from?.address).toBe('127.0.0.2');
  server.send('found', from!.port, from!.address);
  await until('it was answered', () => answered.length === 2);
});

test('stopping forgets what is on its way, and twice is harmless', async () => {
  relay.delay(100);
  say('lost');
  await until('it was handled', () => handled() === 1);
  await relay.stop();
  await relay.stop();
  await clock.advance(100);
  expect(arrived).toEqual([]);
});
