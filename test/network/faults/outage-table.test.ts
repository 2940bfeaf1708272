import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '../../support/in-memory-world.ts';
import type { TcpRelay } from './tcp-relay.ts';
import { openWiredHousehold, type WiredHousehold } from './wired-household.ts';

/** An outage of a kind that lasts so long, s. */
interface Row {
  readonly name: string;
  readonly seconds: number;
  readonly begin: (relay: TcpRelay) => void;
  readonly end: (relay: TcpRelay) => Promise<void> | void;
  /** Both ends of the connection are told at once; otherwise nobody is. */
  readonly isTold: boolean;
}

/** One row for each length, s, of each kind. */
function rows({ hole, cut }: { hole: readonly number[]; cut: readonly number[] }): Row[] {
  const holes = hole.map((seconds) => ({
    name: 'a black hole',
    seconds,
    begin: (relay: TcpRelay) => relay.hold(),
    end: (relay: TcpRelay) => relay.release(),
    isTold: false,
  }));
  const cuts = cut.map((seconds) => ({
    name: 'a cut',
    seconds,
    begin(relay: TcpRelay) {
      relay.refuse();
      relay.cut();
    },
    end: (relay: TcpRelay) => relay.welcome(),
    isTold: true,
  }));
  return [...holes, ...cuts];
}

const all = [1, 3, 8, 20, 40];
/** A leg without any byway is ended after this, s (PROTOCOL 7). */
const bywayLimitS = 30;
/** A phone at rest knows of a dead connection after this, s: two pings. */
const noticedAtRestS = 10;
/** A phone that talks knows of it after this, s: media without an acknowledgement, and a ping. */
const noticedInCallS = 3;
/** Media is missed after this, s (PROTOCOL 7). */
const mediaLimitS = 5;
/** The card of a call that is over is seen for so long, s. */
const endedCardS = 6;
/** What a device that is told of the return of its network may need, ms. */
const backMs = 1000;

let home: WiredHousehold;
beforeEach(async () => {
  home = await openWiredHousehold();
});
afterEach(() => home.world.close());

/** Lets the outage of a relay last and end; `look` sees each second of it, with the seconds that have passed. */
async function outage(relay: TcpRelay, { seconds, begin, end }: Row, look: (second: number) => void): Promise<void> {
  begin(relay);
  for (let second = 1; second <= seconds; second++) {
    await home.world.advance(1000);
    look(second);
  }
  await end(relay);
}

/** A phone without a network says so: at once where it was told, otherwise when it notices. */
function expectSaysSo({ phone }: Desk, second: number, { isTold }: Row, noticedS = noticedAtRestS): void {
  if (!isTold && second <= noticedS) return;
  const { connection } = phone.state;
  expect(connection.kind).toBe('reconnecting');
  if (connection.kind !== 'reconnecting') return;
  expect(connection.retryAt ?? Infinity).toBeGreaterThanOrEqual(home.world.clock.now());
}

/** Long enough for every stream to count as one that stood, and apart from the heartbeats. */
const beforeMs = 12_000;

describe('an outage while nothing happens', () => {
  test.each(rows({ hole: all, cut: all }))(
    'is shown, and the phone rings for the next call: $name of $seconds s',
    async (row) => {
      const { world, laptop, kitchen } = home;
      await world.advance(beforeMs);
      await outage(laptop.relay, row, (second) => {
        expectSaysSo(laptop.desk, second, row);
        expect(kitchen.desk.phone.state.connection.kind).toBe('online');
      });
      await home.networkIsBack(laptop.desk);
      await home.expectNothingLost();
      await home.call();
      for (const { desk } of [laptop, kitchen])
        await world.pass('both devices ring', backMs, () => desk.card?.state.kind === 'ringing');
      await laptop.desk.phone.answer(laptop.desk.card?.id ?? '');
      await home.expectTalk(laptop.desk);
    },
  );
});

describe('an outage while the phone rings', () => {
  test.each(rows({ hole: all, cut: all }))(
    'does not stop the ring, and the call can be answered after it: $name of $seconds s',
    async (row) => {
      const { world, alice, laptop, kitchen } = home;
      await home.ring();
      await world.advance(beforeMs);
      await outage(laptop.relay, row, (second) => {
        expectSaysSo(laptop.desk, second, row);
        expect(laptop.desk.card?.state.kind).toBe('ringing');
        expect(kitchen.desk.card?.state.kind).toBe('ringing');
        expect(alice.desk.card?.state).toMatchObject({ kind: 'calling', isAlerting: true });
      });
      await home.networkIsBack(laptop.desk);
      await home.expectNothingLost();
      expect(laptop.desk.card?.state.kind).toBe('ringing');
      await laptop.desk.phone.answer(laptop.desk.card?.id ?? '');
      await world.pass('the other device is told', 3000, () => kitchen.desk.card?.state.kind === 'remote');
      await home.expectTalk(laptop.desk);
    },
  );
});

describe('an outage in which a call begins', () => {
  /** A call that the kitchen alone hears of. */
  async function ringInKitchen(row: Row): Promise<string> {
    const { world, laptop, kitchen } = home;
    await world.advance(beforeMs);
    row.begin(laptop.relay);
    await home.call();
    await world.pass('the other device rings', 1000, () => kitchen.desk.card?.state.kind === 'ringing');
    return kitchen.desk.card?.id ?? '';
  }

  test.each(rows({ hole: all, cut: all }))('is followed by the ring: $name of $seconds s', async (row) => {
    const { world, laptop } = home;
    await ringInKitchen(row);
    await outage(laptop.relay, row, () => expect(laptop.desk.card).toBeUndefined());
    await home.networkIsBack(laptop.desk);
    await world.pass('it rings', backMs, () => laptop.desk.card?.state.kind === 'ringing');
    await home.expectNothingLost();
  });

  test.each(rows({ hole: all, cut: all }))(
    'and is answered elsewhere shows that it is in use there: $name of $seconds s',
    async (row) => {
      const { world, laptop, kitchen } = home;
      const seen = home.statesSeenOn(laptop.desk);
      const id = await ringInKitchen(row);
      await kitchen.desk.phone.answer(id);
      await world.pass('it has the call', 3000, () => kitchen.desk.card?.state.kind === 'active');
      await outage(laptop.relay, row, () => expect(kitchen.desk.card?.state.kind).toBe('active'));
      await home.networkIsBack(laptop.desk);
      await world.pass('it is in use there', backMs, () => laptop.desk.card?.state.kind === 'remote');
      expect(laptop.desk.card?.state).toMatchObject({ device: { name: 'Kitchen phone' } });
      expect(seen()).not.toContain('ringing');
      await home.expectNothingLost();
      await home.expectTalk(kitchen.desk);
    },
  );

  test.each(rows({ hole: all, cut: all }))('and ends never rings: $name of $seconds s', async (row) => {
    const { world, alice, laptop, kitchen } = home;
    const seen = home.statesSeenOn(laptop.desk);
    await ringInKitchen(row);
    await alice.desk.phone.cancel(alice.desk.card?.id ?? '');
    await world.pass('it is over there', 1000, () => kitchen.desk.card?.state.kind === 'ended');
    await outage(laptop.relay, row, () => expect(laptop.desk.card).toBeUndefined());
    await home.networkIsBack(laptop.desk);
    await world.advance(backMs);
    expect(seen()).not.toContain('ringing');
    await home.expectNothingLost();
  });
});

describe('an outage of the device that talks, while another one of the account is there', () => {
  test.each(rows({ hole: all, cut: all }))(
    'costs neither the call nor what the far side did meanwhile: $name of $seconds s',
    async (row) => {
      const { world, alice, laptop } = home;
      await home.talk();
      await world.advance(beforeMs);
      row.begin(laptop.relay);
      const farId = alice.desk.card?.id ?? '';
      await alice.desk.phone.setMuted(farId, true);
      await alice.desk.phone.setHeld(farId, true);
      await outage(laptop.relay, row, (second) => {
        expectSaysSo(laptop.desk, second, row, noticedInCallS);
        expect(laptop.desk.card?.state.kind).toBe('active');
        expect(alice.desk.card?.state.kind).toBe('held');
        expect(alice.desk.card?.farSideLostAt !== undefined).toBe(second >= mediaLimitS);
      });
      await home.networkIsBack(laptop.desk);
      await world.pass('the far side hears that it is back', 5000, () => alice.desk.card?.farSideLostAt === undefined);
      expect(laptop.desk.card).toMatchObject({ state: { kind: 'active' }, isHeldByThem: true, areTheyMuted: true });
      await home.expectNothingLost();
      await alice.desk.phone.setHeld(farId, false);
      await alice.desk.phone.setMuted(farId, false);
      await home.expectTalk(laptop.desk);
      expect(laptop.desk.card).toMatchObject({ isHeldByThem: false, areTheyMuted: false });
    },
  );

  test.each(rows({ hole: [1, 3], cut: [1, 3] }))(
    'costs none of the digits that the far side pressed meanwhile: $name of $seconds s',
    async (row) => {
      const { world, alice, laptop } = home;
      await home.talk();
      await world.advance(beforeMs);
      const farId = alice.desk.card?.id ?? '';
      await alice.desk.phone.sendDigits(farId, '5');
      await world.pass('it is heard', 1000, () => laptop.desk.card?.digits.theirs === '5');
      row.begin(laptop.relay);
      await alice.desk.phone.sendDigits(farId, '7');
      await outage(laptop.relay, row, () => expect(laptop.desk.card?.digits.theirs).toBe('5'));
      await home.networkIsBack(laptop.desk);
      await world.pass('it is heard', backMs, () => laptop.desk.card?.digits.theirs === '57');
    },
  );
});

describe('an outage of the only device of an account that talks', () => {
  test.each(rows({ hole: all, cut: all }))(
    'is told to the far side, and ends the call only when the provider has none of its byways for 30 s: $name of $seconds s',
    async (row) => {
      const { world, alice, laptop } = home;
      await home.talk();
      await world.advance(beforeMs);
      const isOver = row.isTold && row.seconds >= bywayLimitS;
      const began = world.clock.now();
      await outage(alice.relay, row, (second) => {
        expectSaysSo(alice.desk, second, row, noticedInCallS);
        expect(alice.desk.card?.state.kind).toBe('active');
        expect(laptop.desk.phone.state.connection.kind).toBe('online');
        if (isOver && second >= bywayLimitS + endedCardS) return expect(laptop.desk.card).toBeUndefined();
        if (isOver && second >= bywayLimitS)
          return expect(laptop.desk.card?.state).toEqual({ kind: 'ended', reason: { kind: 'dropped' } });
        expect(laptop.desk.card?.state.kind).toBe('active');
        if (second < mediaLimitS) return expect(laptop.desk.card).not.toHaveProperty('farSideLostAt');
        expect(laptop.desk.card?.farSideLostAt).toBeGreaterThan(began + (mediaLimitS - 1) * 1000);
        expect(laptop.desk.card?.farSideLostAt).toBeLessThanOrEqual(began + mediaLimitS * 1000);
      });
      await home.networkIsBack(alice.desk);
      if (isOver) {
        await world.pass('it is shown as ended', backMs, () => alice.desk.card?.state.kind === 'ended');
        expect(alice.desk.card?.state).toMatchObject({ reason: { kind: 'dropped' } });
      } else {
        await world.pass('the far side is back', 5000, () => laptop.desk.card?.farSideLostAt === undefined);
        await home.expectTalk(laptop.desk);
      }
      await home.expectNothingLost();
    },
  );
});

describe('an outage of the device that a call is pulled to', () => {
  /** The attachment is given up after this, s (PROTOCOL 5, Move). */
  const attachLimitS = 10;

  test.each(rows({ hole: all, cut: all }))(
    'leaves the talk where it is, and all devices know where that is: $name of $seconds s',
    async (row) => {
      const { world, laptop, kitchen } = home;
      const id = await home.talk();
      await world.advance(beforeMs);
      const broken = new Promise<void>((resolve) => {
        const stop = kitchen.desk.phone.subscribe(({ calls: [card] }) => {
          if (card?.state.kind !== 'attaching') return;
          queueMicrotask(() => stop());
          row.begin(kitchen.relay);
          resolve();
        });
      });
      await kitchen.desk.phone.pull(id);
      await broken;
      await outage(kitchen.relay, row, (second) => {
        expectSaysSo(kitchen.desk, second, row);
        const isMoving = second < attachLimitS;
        expect(laptop.desk.card?.state).toEqual({
          kind: 'active',
          ...(isMoving ? { movingTo: expect.objectContaining({ name: 'Kitchen phone' }) } : {}),
        });
      });
      await home.networkIsBack(kitchen.desk);
      const [has, sees] = row.seconds < attachLimitS ? [kitchen.desk, laptop.desk] : [laptop.desk, kitchen.desk];
      await world.pass('one device has it', 3000, () => has.card?.state.kind === 'active');
      await world.pass('the other one knows', 3000, () => sees.card?.state.kind === 'remote');
      expect(has.card?.state).not.toHaveProperty('movingTo');
      await home.expectTalk(has);
      await home.expectNothingLost();
    },
  );
});
