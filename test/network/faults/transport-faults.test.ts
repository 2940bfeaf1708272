import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '../../support/in-memory-world.ts';
import type { TcpRelay } from './tcp-relay.ts';
import { openWiredHousehold, type WiredHousehold } from './wired-household.ts';

/** The wires that phones can have. */
const versions = [{ version: 'HTTP/2' }];

/** A fault and, where it lasts, how to end it. */
interface Fault {
  readonly fault: string;
  readonly begin: (relay: TcpRelay) => void | Promise<void>;
  readonly end?: (relay: TcpRelay) => void | Promise<void>;
}

const faults: readonly Fault[] = [
  { fault: 'the end of the connection', begin: (relay) => relay.cut() },
  { fault: 'a reset of the connection', begin: (relay) => relay.reset() },
  { fault: 'the end of what the phone hears', begin: (relay) => relay.halfClose('client') },
  { fault: 'the end of what the provider hears', begin: (relay) => relay.halfClose('server') },
  { fault: 'a change of address', begin: (relay) => relay.changeAddress('127.0.0.2') },
  {
    fault: 'three seconds in which nobody reads',
    begin: (relay) => relay.stopReading(),
    end: (relay) => relay.release(),
  },
  {
    fault: 'three seconds in which connections are accepted and not answered',
    async begin(relay) {
      await relay.leaveUnanswered();
      relay.reset();
    },
    async end(relay) {
      await relay.welcome();
      relay.reset();
    },
  },
  { fault: 'a delay of 300 ms each way', begin: (relay) => relay.delay(300), end: (relay) => relay.delay(0) },
];

const lastsMs = 3000;
/** A phone that is told of nothing has all it had within this, ms. */
const recoveredMs = 5000;

let home: WiredHousehold;
beforeEach(async () => {
  home = await openWiredHousehold();
});
afterEach(() => home.world.close());

/** Lets a fault come over the wire of the laptop and go. */
async function suffer({ begin, end }: Fault): Promise<void> {
  await home.world.advance(12_000);
  await begin(home.laptop.relay);
  await home.world.advance(lastsMs);
  await end?.(home.laptop.relay);
}

const isOnline = ({ phone }: Desk): boolean => phone.state.connection.kind === 'online';

describe.each(versions)('over $version', () => {
  test.each(faults)('$fault is survived by a phone at rest', async (fault) => {
    const { world, laptop } = home;
    await suffer(fault);
    await world.pass('it is online', recoveredMs, () => isOnline(laptop.desk));
    await home.call();
    await world.pass('it rings', 1000, () => laptop.desk.card?.state.kind === 'ringing');
    await home.expectNothingLost();
  });

  test.each(faults)('$fault is survived by a call', async (fault) => {
    const { world, alice, laptop } = home;
    await home.talk();
    await suffer(fault);
    await world.pass('it is online', recoveredMs, () => isOnline(laptop.desk));
    await world.pass('the far side is told', recoveredMs, () => alice.desk.card?.farSideLostAt === undefined);
    await home.expectTalk(laptop.desk);
    expect(laptop.desk.card?.state).toEqual({ kind: 'active' });
    expect(laptop.desk.card).not.toHaveProperty('problem');
    await home.expectNothingLost();
  });

  test('a connection that carries nothing any more and never ends is given up by a phone at rest', async () => {
    const { world, laptop } = home;
    await world.advance(12_000);
    laptop.relay.abandon();
    await world.advance(30_000);
    expect(isOnline(laptop.desk)).toBe(true);
    await home.call();
    await world.pass('it rings', 1000, () => laptop.desk.card?.state.kind === 'ringing');
    await home.expectNothingLost();
  });

  test('a connection that carries nothing any more and never ends is given up by a call', async () => {
    const { world, alice, laptop } = home;
    await home.talk();
    await world.advance(12_000);
    laptop.relay.abandon();
    await world.advance(10_000);
    expect(alice.desk.card).not.toHaveProperty('farSideLostAt');
    await home.expectTalk(laptop.desk);
    await home.expectNothingLost();
  });

  test('a delay of 300 ms each way is no outage: words come late, and nothing is opened anew', async () => {
    const { world, alice, laptop } = home;
    await home.talk();
    await world.advance(12_000);
    const opened = laptop.desk.wire.requests.filter((line) => line.endsWith('/events')).length;
    laptop.relay.delay(300);
    await world.advance(20_000);
    await home.expectTalk(laptop.desk);
    expect(alice.desk.card).not.toHaveProperty('farSideLostAt');
    expect(laptop.desk.wire.requests.filter((line) => line.endsWith('/events'))).toHaveLength(opened);
  });
});
