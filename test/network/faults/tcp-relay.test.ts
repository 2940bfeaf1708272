import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock, until } from '../../support/fake-clock.ts';
import { TcpRelay } from './tcp-relay.ts';

/** One end of a connection and what it has heard. */
class End {
  readonly socket: Socket;
  heard = '';
  hasEnded = false;
  error: string | undefined;
  isClosed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (this.heard += text));
    socket.on('end', () => (this.hasEnded = true));
    socket.on('error', (error: NodeJS.ErrnoException) => (this.error = error.code));
    socket.on('close', () => (this.isClosed = true));
  }

  say(text: string): void {
    this.socket.write(text);
  }

  hears(text: string): Promise<void> {
    return until(`hears ${text}`, () => this.heard === text);
  }
}

let clock: FakeClock;
let server: Server;
let relay: TcpRelay;
let arrivals: End[];
const clients: End[] = [];

beforeEach(async () => {
  clock = new FakeClock();
  arrivals = [];
  server = createServer({ allowHalfOpen: true }, (socket) => arrivals.push(new End(socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  relay = await TcpRelay.start({ upstreamPort: (server.address() as AddressInfo).port, clock });
});

afterEach(async () => {
  for (const { socket } of [...clients.splice(0), ...arrivals]) socket.destroy();
  await relay.stop();
  server.close();
  await once(server, 'close');
  await until('nothing is left', () => relay.connections === 0);
  expect(clock.pending).toBe(0);
});

function open(): End {
  const end = new End(connect({ host: '127.0.0.1', port: relay.port, allowHalfOpen: true }));
  clients.push(end);
  return end;
}

/** A connection that has carried a word each way. */
async function talk(): Promise<{ client: End; far: End }> {
  const index = arrivals.length;
  const client = open();
  client.say('hello');
  await until('it arrived', () => arrivals[index]?.heard === 'hello');
  const far = arrivals[index]!;
  far.say('welcome');
  await client.hears('welcome');
  return { client, far };
}

test('bytes and ends go both ways', async () => {
  const { client, far } = await talk();
  client.socket.end(' and goodbye');
  await far.hears('hello and goodbye');
  await until('the end arrived', () => far.hasEnded);
  far.socket.end(' and farewell');
  await client.hears('welcome and farewell');
  await until('all is closed', () => client.isClosed && far.isClosed && relay.connections === 0);
});

test('a reset of one side is a reset of the other', async () => {
  const { client, far } = await talk();
  far.socket.resetAndDestroy();
  await until('it is reset', () => client.error === 'ECONNRESET');
});

test('what is held arrives whole and in order after the release, the end last', async () => {
  const { client, far } = await talk();
  relay.hold();
  client.say(' one');
  await until('it is held', () => relay.heldBytes === 4);
  client.say(' two');
  client.socket.end();
  await until('it is held', () => relay.heldBytes === 8);
  far.say(' back');
  await until('it is held', () => relay.heldBytes === 13);
  expect([far.heard, client.heard, far.hasEnded]).toEqual(['hello', 'welcome', false]);
  relay.release();
  await far.hears('hello one two');
  await client.hears('welcome back');
  await until('the end arrived', () => far.hasEnded);
  expect(relay.heldBytes).toBe(0);
});

test('a connection that is made while all is held goes on after the release', async () => {
  relay.hold();
  const client = open();
  client.say('hello');
  await until('it is held', () => relay.heldBytes === 5);
  relay.release();
  await until('it arrived', () => arrivals[0]?.heard === 'hello');
});

test('a relay that stops reading fills the sockets, keeps nothing itself and loses nothing', async () => {
  const { client, far } = await talk();
  relay.stopReading();
  const much = 'x'.repeat(32 * 1024 * 1024);
  client.say(much);
  await until('the socket is full', () => client.socket.writableLength > 0);
  const before = relay.activity;
  await clock.advance(0);
  expect(relay.activity).toBe(before);
  expect(relay.heldBytes).toBe(0);
  relay.release();
  await until('all arrived', () => far.heard.length === much.length + 5);
});

test('a connection that is abandoned hears neither bytes nor an end, and a new one is carried', async () => {
  const { client, far } = await talk();
  relay.abandon();
  client.say(' lost');
  far.socket.end(' lost');
  const other = await talk();
  expect(other.client.heard).toBe('welcome');
  expect([far.heard, client.heard, client.hasEnded, client.isClosed]).toEqual(['hello', 'welcome', false, false]);
});

test('a delay holds for both directions', async () => {
  const { client, far } = await talk();
  relay.delay(300);
  client.say(' one');
  far.say(' two');
  await until('both are on their way', () => relay.heldBytes === 8);
  await clock.advance(299);
  expect([far.heard, client.heard]).toEqual(['hello', 'welcome']);
  await clock.advance(1);
  await far.hears('hello one');
  await client.hears('welcome two');
});

test('a cut ends both sides in good order', async () => {
  const { client, far } = await talk();
  relay.cut();
  await until('both ended', () => client.hasEnded && far.hasEnded);
  expect([client.error, far.error]).toEqual([undefined, undefined]);
});

test('a reset breaks both sides off', async () => {
  const { client, far } = await talk();
  relay.reset();
  await until('both are reset', () => client.error === 'ECONNRESET' && far.error === 'ECONNRESET');
  await until('nothing is left', () => relay.connections === 0);
});

test.each(['client', 'server'] as const)('a half-close ends what goes to the %s and nothing else', async (side) => {
  const { client, far } = await talk();
  relay.halfClose(side);
  const [deaf, other] = side === 'client' ? [client, far] : [far, client];
  await until('it heard the end', () => deaf.hasEnded);
  deaf.say(' still');
  await other.hears(side === 'client' ? 'hello still' : 'welcome still');
  expect(other.hasEnded).toBe(false);
});

test('new connections are refused while those there are live on, until they are welcome on the same port', async () => {
  const { client, far } = await talk();
  const { port } = relay;
  relay.refuse();
  const turnedAway = open();
  await until('it is refused', () => turnedAway.error === 'ECONNREFUSED');
  client.say(' there');
  await far.hears('hello there');
  await relay.welcome();
  expect(relay.port).toBe(port);
  await talk();
});

test('new connections are accepted and never answered, until they are welcome', async () => {
  await relay.leaveUnanswered();
  const ignored = open();
  ignored.say('hello');
  await until('it was heard', () => relay.heldBytes === 5);
  expect(arrivals).toEqual([]);
  await relay.welcome();
  await talk();
  expect(ignored.heard).toBe('');
  expect(ignored.isClosed).toBe(false);
});

test('a client that changes its address loses its connections and comes back from the new one', async () => {
  const { client, far } = await talk();
  expect(far.socket.remoteAddress).toBe('127.0.0.1');
  relay.changeAddress('127.0.0.2');
  await until('it is reset', () => client.error === 'ECONNRESET');
  const again = await talk();
  expect(again.far.socket.remoteAddress).toBe('127.0.0.2');
});

test('stopping twice is harmless', async () => {
  await talk();
  await relay.stop();
  await relay.stop();
});
