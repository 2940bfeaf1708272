import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DialogEntry } from '../../src-main/dialog-package/dialog-table.ts';
import { DialogWitness, namesOf } from '../support/dialog-witness.ts';
import { deviceIdOf, openHousehold, type Household } from '../support/in-memory-household.ts';
import { people, secondNumberOfCarol, type Desk, type InMemoryWorld } from '../support/in-memory-world.ts';
import { createMemorySecrets } from '../support/memory-ports.ts';

const announcement = '+12025550102';
const decline = '+12025550103';
const neverAnswer = '+12025550104';

let home: Household;
let world: InMemoryWorld;
let alice: Desk;
let laptop: Desk;
let kitchen: Desk;
/** What the phones of the same names tell. */
let seen: { alice: DialogWitness; laptop: DialogWitness; kitchen: DialogWitness };

beforeEach(async () => {
  home = await openHousehold();
  ({ world, alice, laptop, kitchen } = home);
  seen = { alice: new DialogWitness(alice), laptop: new DialogWitness(laptop), kitchen: new DialogWitness(kitchen) };
});
afterEach(() => world.close());

/** Every name in a dialog that is not a number or an address of somebody. */
function hashesOf({ id, callId, localTag, remoteTag, local, remote }: DialogEntry): readonly (string | undefined)[] {
  return [id, callId, localTag, remoteTag, local.target.instance, remote.target.split(';gr=')[1]];
}

function instanceOf(witness: DialogWitness): string {
  return witness.living('shared').local.target.instance;
}

describe('a call that comes in', () => {
  test('is the same dialog on every Byway of the account, and another one for anybody else', async () => {
    await home.talkOnLaptop();
    expect(namesOf(seen.kitchen.living('shared'))).toEqual(namesOf(seen.laptop.living('shared')));
    expect(namesOf(seen.laptop.living('shared'))).toEqual(namesOf(seen.laptop.living('here')));
    expect(seen.kitchen.living('shared').id).toBe(seen.laptop.living('shared').id);
    expect(instanceOf(seen.kitchen)).toBe(instanceOf(seen.laptop));
    const [hers, his] = [hashesOf(seen.alice.living('here')), hashesOf(seen.laptop.living('here'))];
    expect(new Set([...hers, ...his]).size).toBe(hers.length + his.length);
  });

  test('is named after the numbers of both sides, and each side has its own direction (G5, G6)', async () => {
    await home.ring();
    const bobs = { identity: `sip:${people.bob.number}@provider.example`, display: people.bob.name };
    expect(seen.laptop.living('here')).toMatchObject({
      direction: 'recipient',
      local: { ...bobs, target: { user: people.bob.number } },
      remote: { identity: `sip:${people.alice.number}@provider.example` },
    });
    expect(seen.alice.living('here')).toMatchObject({
      direction: 'initiator',
      remote: { identity: bobs.identity, target: expect.stringMatching(/^sip:\+14085550111@provider\.example;gr=/u) },
    });
  });

  test('is early, then confirmed where it is answered, and ends as the caller ends it', async () => {
    await home.talkOnLaptop();
    await alice.phone.end(alice.card?.id ?? '');
    await seen.laptop.untilStep('here', 'remote-bye');
    await seen.kitchen.untilStep('shared', 'remote-bye');
    expect(seen.laptop.steps('here')).toEqual([['early', 'confirmed', 'remote-bye']]);
    expect(seen.kitchen.steps('shared')).toEqual([['early', 'confirmed', 'remote-bye']]);
    expect(seen.alice.steps('here')).toEqual([['proceeding', 'early', 'confirmed', 'local-bye']]);
  });

  test('ends as we end it, for the device that did not have it too', async () => {
    await laptop.phone.end(await home.talkOnLaptop());
    await seen.laptop.untilStep('here', 'local-bye');
    await seen.kitchen.untilStep('shared', 'local-bye');
    await seen.alice.untilStep('here', 'remote-bye');
  });

  test('is cancelled where another device answers it', async () => {
    await home.talkOnLaptop();
    expect(seen.kitchen.steps('here')).toEqual([['early', 'cancelled 487']]);
    expect(seen.kitchen.steps('shared')).toEqual([['early', 'confirmed']]);
  });

  test('is declined for all devices by one', async () => {
    await kitchen.phone.decline(await home.ring());
    for (const witness of [seen.laptop, seen.kitchen]) await witness.untilStep('here', 'rejected 603');
    await seen.alice.untilStep('here', 'rejected 603');
  });

  test('is cancelled by its caller', async () => {
    await home.ring();
    await alice.phone.cancel(alice.card?.id ?? '');
    await seen.laptop.untilStep('here', 'cancelled 487');
    await seen.alice.untilStep('here', 'cancelled 487');
  });

  test('times out on both sides when nobody answers', async () => {
    await home.ring();
    await world.advance(120_000);
    for (const witness of [seen.laptop, seen.kitchen, seen.alice]) await witness.untilStep('here', 'timeout 408');
  });

  test('is an error where the provider says that it failed', async () => {
    await home.ring();
    home.laptopEvents.inject({ event: 'failed', reason: 'error' });
    await seen.laptop.untilStep('here', 'error');
  });

  test('alerts nobody on a device that is not to be disturbed, and can be answered there', async () => {
    await kitchen.phone.changeSettings({ doNotDisturb: true });
    await kitchen.phone.answer(await home.ring());
    await seen.kitchen.untilStep('here', 'confirmed');
    expect(seen.kitchen.steps('here')).toEqual([['trying', 'confirmed']]);
    expect(seen.kitchen.steps('shared')).toEqual([['early', 'confirmed']]);
  });

  test('is not published after it was missed while this phone was away', async () => {
    laptop.wire.setOnline(false);
    await alice.call(people.bob.number);
    await kitchen.untilCard('ringing');
    await alice.phone.cancel(alice.card?.id ?? '');
    laptop.wire.setOnline(true);
    await world.advance(3000);
    await laptop.untilCard('ended');
    expect(seen.laptop.steps('here')).toEqual([]);
    expect(seen.laptop.steps('shared')).toEqual([]);
  });
});

describe('a call that breaks', () => {
  test('is an error on both sides when the provider gives it up', async () => {
    await home.talkOnLaptop();
    alice.wire.setOnline(false);
    await world.advance(60_000);
    await seen.laptop.untilStep('here', 'error');
    alice.wire.setOnline(true);
    await world.advance(30_000);
    await seen.alice.untilStep('here', 'error');
  });

  test('is not over while a far side is away that comes back', async () => {
    await home.talkOnLaptop();
    alice.wire.setOnline(false);
    await world.advance(8000);
    alice.wire.setOnline(true);
    await world.advance(10_000);
    for (const witness of [seen.laptop, seen.alice]) expect(witness.steps('here').at(-1)?.at(-1)).toBe('confirmed');
  });
});

describe('a call that goes out', () => {
  test('has the tag of the far side from when that is alerted', async () => {
    await alice.call(people.bob.number);
    await seen.alice.untilStep('here', 'early');
    expect(seen.alice.living('here').remoteTag).toBeDefined();
    expect(seen.alice.steps('here')).toEqual([['proceeding', 'early']]);
  });

  test('is of this device alone, and is on the line for the others', async () => {
    await laptop.phone.placeCall({ destination: announcement });
    await world.advance(1000);
    await seen.kitchen.untilStep('shared', 'confirmed');
    expect(seen.kitchen.table.here).toEqual([]);
    expect(namesOf(seen.kitchen.living('shared'))).toEqual(namesOf(seen.laptop.living('here')));
    expect(instanceOf(seen.kitchen)).toBe(instanceOf(seen.laptop));
  });

  test('is of the device for which another one places it', async () => {
    await laptop.phone.placeCall({ destination: announcement, deviceId: deviceIdOf(laptop, 'Kitchen phone') });
    await world.advance(1000);
    await seen.kitchen.untilStep('here', 'confirmed');
    expect(seen.laptop.steps('here')).toEqual([]);
    expect(seen.laptop.living('shared').callId).toBe(seen.kitchen.living('here').callId);
  });

  test.each([
    ['declined', decline, 'rejected 603'],
    ['not answered', neverAnswer, 'timeout 408'],
  ])('ends with the response that fits where it is %s', async (_, number, step) => {
    await alice.call(number);
    await world.advance(120_000);
    await seen.alice.untilStep('here', step);
  });

  test.each([
    [{ event: 'declined', reason: 'busy' }, 'rejected 486'],
    [{ event: 'failed', reason: 'unreachable' }, 'rejected 480'],
    [{ event: 'failed', reason: 'error' }, 'rejected 500'],
    [{ event: 'end', by: 'provider' }, 'rejected 503'],
  ] as const)('ends with the response that fits after %j', async (event, step) => {
    await laptop.phone.placeCall({ destination: people.alice.number });
    await seen.laptop.untilStep('here', 'early');
    home.laptopEvents.inject(event);
    await seen.laptop.untilStep('here', step);
  });
});

describe('a call that moves (G7)', () => {
  test('has another target and is the same dialog on the line, and is replaced where it was', async () => {
    const id = await home.talkOnLaptop();
    const before = seen.kitchen.living('shared');
    await kitchen.phone.pull(id);
    await seen.kitchen.untilStep('here', 'confirmed');
    await seen.laptop.untilStep('here', 'replaced');
    const after = seen.kitchen.living('shared');
    expect(after).toEqual({ ...before, local: { ...before.local, target: after.local.target } });
    expect(instanceOf(seen.kitchen)).not.toBe(before.local.target.instance);
    expect(instanceOf(seen.laptop)).toBe(instanceOf(seen.kitchen));
    expect(instanceOf(seen.kitchen)).toBe(seen.kitchen.living('here').local.target.instance);
    expect(seen.kitchen.steps('shared')).toEqual([['early', 'confirmed']]);
    expect(seen.laptop.steps('shared')).toEqual([['early', 'confirmed']]);
  });

  test('is another dialog with the same names where it comes back', async () => {
    const id = await home.talkOnLaptop();
    const first = seen.laptop.living('here');
    await kitchen.phone.pull(id);
    await seen.laptop.untilStep('here', 'replaced');
    await laptop.phone.pull(id);
    await seen.kitchen.untilStep('here', 'replaced');
    const again = seen.laptop.living('here');
    expect(again).toEqual({ ...first, id: again.id });
    expect(again.id).not.toBe(first.id);
    expect(seen.laptop.steps('here')).toEqual([['early', 'confirmed', 'replaced'], ['confirmed']]);
  });

  test('is this device’s until the other one talks', async () => {
    const id = await home.talkOnLaptop();
    kitchen.wire.setOnline(false);
    await laptop.phone.move(id, deviceIdOf(laptop, 'Kitchen phone'));
    await laptop.until('it is on its way', ({ calls: [card] }) => {
      return card?.state.kind === 'active' && card.state.movingTo !== undefined;
    });
    expect(seen.laptop.steps('here')).toEqual([['early', 'confirmed']]);
    await world.advance(11_000);
    await laptop.until('it stays', ({ calls: [card] }) => {
      return card?.state.kind === 'active' && card.state.movingTo === undefined;
    });
    expect(seen.laptop.steps('here')).toEqual([['early', 'confirmed']]);
    kitchen.wire.setOnline(true);
  });

  test('to somebody else on the far side names that one, in the same dialog', async () => {
    await home.talkOnLaptop();
    const before = seen.laptop.living('here');
    await alice.phone.transfer(alice.card?.id ?? '', announcement);
    await world.advance(1000);
    await laptop.until('the new party is named', ({ calls }) => calls[0]?.party.number === announcement);
    await seen.alice.untilStep('here', 'local-bye');
    const after = seen.laptop.living('here');
    expect(after).toEqual({ ...before, remote: after.remote });
    expect(after.remote.identity).toBe(`sip:${announcement}@provider.example`);
    expect(after.remote.target).toContain(`${after.remote.identity};gr=`);
  });
});

describe('a phone that starts anew', () => {
  test('tells the calls of other devices as it did before', async () => {
    await home.talkOnLaptop();
    const before = seen.kitchen.living('shared');
    const late = await world.openOnline('bob', { deviceId: 'late', deviceName: 'Late' });
    await late.untilCard('remote');
    const witness = new DialogWitness(late);
    expect(witness.living('shared')).toEqual(before);
    expect(witness.table.here).toEqual([]);
  });

  test('tells its own call as it did before it was killed', async () => {
    const secrets = createMemorySecrets();
    const desk = await world.openOnline('bob', { deviceId: 'desk', deviceName: 'Desk', secrets });
    const first = new DialogWitness(desk);
    await desk.phone.answer(await home.ring());
    await desk.untilCard('active');
    desk.wire.setOnline(false);
    await world.advance(2000);

    const again = await world.openOnline('bob', { deviceId: 'desk', deviceName: 'Desk', secrets });
    await again.untilCard('unattached');
    const second = new DialogWitness(again);
    expect(second.living('here')).toEqual(first.living('here'));
    expect(second.living('shared')).toEqual(first.living('shared'));
  });
});

describe('a phone that signs out', () => {
  test('ends its dialogs, and has no lines any more', async () => {
    await home.talkOnLaptop();
    await laptop.phone.signOut();
    await seen.laptop.untilStep('here', 'local-bye');
    await seen.laptop.untilStep('shared', 'local-bye');
    await seen.kitchen.untilStep('shared', 'local-bye');
    expect(seen.laptop.table.lines).toEqual([]);
  });
});

describe('a line', () => {
  test('has its own calls, and users that no other line has (G2, G3)', async () => {
    const carol = await world.openOnline('carol');
    const witness = new DialogWitness(carol, [{ line: secondNumberOfCarol, user: 'second' }]);
    await alice.call(secondNumberOfCarol);
    await carol.untilCard('ringing');
    const [first, second] = witness.table.lines;
    expect(first?.users).toEqual([people.carol.number, people.carol.number.slice(1)]);
    expect(second?.users).toEqual(['second', secondNumberOfCarol, secondNumberOfCarol.slice(1)]);
    expect(witness.living('here')).toMatchObject({
      lineId: second?.id,
      local: { identity: `sip:${secondNumberOfCarol}@provider.example`, target: { user: 'second' } },
    });
  });
});

describe('what the SIP side is told of a call', () => {
  test('is its URI, whose it is, this device, and how it ended', async () => {
    const id = await home.talkOnLaptop();
    const [atLaptop, atKitchen] = [laptop.phone.factsOf(id), kitchen.phone.factsOf(id)];
    expect(atKitchen).toEqual({ ...atLaptop, ownHandler: atKitchen?.ownHandler });
    expect(atLaptop?.handler).toBe(atLaptop?.ownHandler);
    expect(atKitchen?.handler).toBe(atLaptop?.handler);
    expect(atKitchen?.ownHandler).not.toBe(atKitchen?.handler);
    await alice.phone.end(alice.card?.id ?? '');
    await kitchen.untilCard('ended');
    expect(kitchen.phone.factsOf(id)).toEqual({ ...atKitchen, final: { event: 'end', by: 'them' } });
    await world.advance(6000);
    expect(kitchen.phone.factsOf(id)).toBeUndefined();
  });

  test('names no handler while nobody has it', async () => {
    const facts = laptop.phone.factsOf(await home.ring());
    expect(facts).not.toHaveProperty('handler');
    expect(facts?.uri).toMatch(/^https:\/\/provider\.example\//u);
  });
});
