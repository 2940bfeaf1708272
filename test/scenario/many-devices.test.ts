import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppearanceState, Device } from '../../src-bridge/phone-state.ts';
import { settle } from '../support/fake-clock.ts';
import { deviceIdOf, openHousehold, type Household } from '../support/in-memory-household.ts';
import { people, secondNumberOfCarol, type Desk, type InMemoryWorld } from '../support/in-memory-world.ts';

let home: Household;
let world: InMemoryWorld;
let alice: Desk;
let laptop: Desk;
let kitchen: Desk;

beforeEach(async () => {
  home = await openHousehold();
  ({ world, alice, laptop, kitchen } = home);
});
afterEach(() => world.close());

function namesOf(desk: Desk): readonly string[] {
  return desk.phone.state.devices.map(({ name }: Device) => name);
}

function stateOf(desk: Desk): AppearanceState | undefined {
  return desk.card?.state;
}

describe('an inbound call', () => {
  test('rings everywhere, has one name everywhere, and stops where it is not answered', async () => {
    const id = await home.ring();
    expect(kitchen.card?.id).toBe(id);
    await laptop.phone.answer(id);
    await laptop.untilCard('active');
    await kitchen.until('it names the laptop', () => {
      const state = stateOf(kitchen);
      return state?.kind === 'remote' && state.device.name === 'Laptop';
    });
    expect(stateOf(kitchen)).toMatchObject({ device: { picture: expect.stringMatching(/^data:image\/svg\+xml,/u) } });
  });

  test('is declined on all devices, and silenced on one', async () => {
    const id = await home.ring();
    await laptop.phone.silence(id);
    expect(stateOf(laptop)).toEqual({ kind: 'ringing', isSilenced: true });
    expect(stateOf(kitchen)).toEqual({ kind: 'ringing', isSilenced: false });
    await kitchen.phone.decline(id);
    expect((await laptop.untilCard('ended')).state).toEqual({ kind: 'ended', reason: { kind: 'declined', by: 'us' } });
  });

  test('rings late on a device that comes while it rings, and is seen by one that comes later', async () => {
    const id = await home.ring();
    const desk = await world.openOnline('bob', { deviceId: 'desk', deviceName: 'Desk' });
    expect((await desk.untilCard('ringing')).id).toBe(id);
    await desk.phone.answer(id);
    await desk.untilCard('active');
    const late = await world.openOnline('bob', { deviceId: 'late', deviceName: 'Late' });
    await late.until('it names the desk', () => {
      const state = stateOf(late);
      return state?.kind === 'remote' && state.device.name === 'Desk';
    });
    expect(late.card?.answeredAt).toBe(world.clock.now());
  });

  test('is answered on another device, which says who asked, and rings no more here', async () => {
    const id = await home.ring();
    await laptop.phone.answerOn(id, deviceIdOf(laptop, 'Kitchen phone'));
    const card = await kitchen.untilCard('active');
    expect(card.askedBy?.name).toBe('Laptop');
    await laptop.untilCard('remote');
    expect(laptop.card).not.toHaveProperty('audio');
    const [mouth, ear] = [kitchen.openEngine(id), alice.openEngine(alice.card?.id ?? '')];
    mouth.say('from the kitchen');
    await settle();
    expect(ear.words).toEqual(['from the kitchen']);
  });

  test('that was answered elsewhere is never called missed', async () => {
    await home.talkOnLaptop();
    await alice.phone.end(alice.card?.id ?? '');
    expect((await kitchen.untilCard('ended')).state).toMatchObject({
      reason: { kind: 'answered-elsewhere', device: { name: 'Laptop' } },
    });
  });
});

describe('a move', () => {
  test('pulls the call here; the old device talks until the new one has media', async () => {
    const id = await home.talkOnLaptop();
    const ear = alice.openEngine(alice.card?.id ?? '');
    const old = laptop.openEngine(id);
    old.say('before');
    await kitchen.phone.pull(id);
    old.say('while it moves');
    expect((await kitchen.untilCard('active')).askedBy).toBeUndefined();
    await laptop.until('it is remote', () => stateOf(laptop)?.kind === 'remote');
    expect(laptop.card).not.toHaveProperty('audio');
    kitchen.openEngine(id).say('after');
    await settle();
    expect(ear.words).toEqual(['before', 'while it moves', 'after']);
  });

  test('pushes the call to another device and back', async () => {
    const id = await home.talkOnLaptop();
    await laptop.phone.move(id, deviceIdOf(laptop, 'Kitchen phone'));
    await kitchen.untilCard('active');
    await laptop.untilCard('remote');
    await kitchen.phone.move(id, deviceIdOf(kitchen, 'Laptop'));
    await laptop.untilCard('active');
    await kitchen.untilCard('remote');
    const [mouth, ear] = [alice.openEngine(alice.card?.id ?? ''), laptop.openEngine(id)];
    mouth.say('welcome back');
    await settle();
    expect(ear.words).toEqual(['welcome back']);
  });

  test('is made by a third device, which can end the call too', async () => {
    const id = await home.talkOnLaptop();
    const desk = await world.openOnline('bob', { deviceId: 'desk', deviceName: 'Desk' });
    await desk.untilCard('remote');
    await desk.until('all are listed', ({ devices }) => devices.length === 3);
    await desk.phone.move(id, deviceIdOf(desk, 'Kitchen phone'));
    await kitchen.untilCard('active');
    expect(kitchen.card?.askedBy?.name).toBe('Desk');
    await desk.phone.end(id);
    expect((await alice.untilCard('ended')).state).toEqual({ kind: 'ended', reason: { kind: 'ended', by: 'them' } });
  });

  test('keeps the hold', async () => {
    const id = await home.talkOnLaptop();
    await laptop.phone.setHeld(id, true);
    await laptop.untilCard('held');
    await kitchen.until('it is held', () => {
      const state = stateOf(kitchen);
      return state?.kind === 'remote' && state.isHeld;
    });
    await alice.until('it is told', ({ calls }) => calls[0]?.isHeldByThem === true);
    await kitchen.phone.pull(id);
    await kitchen.untilCard('held');
    await kitchen.phone.setHeld(id, false);
    await kitchen.untilCard('active');
    await alice.until('it is told', ({ calls }) => calls[0]?.isHeldByThem === false);
  });

  test('to a device that does not let others use it is refused; the call stays, and who asked is told', async () => {
    const id = await home.talkOnLaptop();
    await kitchen.phone.changeSettings({ letsOthersUse: false });
    await laptop.phone.move(id, deviceIdOf(laptop, 'Kitchen phone'));
    await laptop.until('it is told', ({ calls }) => calls[0]?.problem !== undefined);
    expect(laptop.card).toMatchObject({
      state: { kind: 'active' },
      problem: { code: 'device-refused', detail: 'Kitchen phone' },
    });
    expect(kitchen.card).toMatchObject({ state: { kind: 'remote' } });
    expect(kitchen.card).not.toHaveProperty('problem');
    await kitchen.phone.pull(id);
    await kitchen.untilCard('active');
  });
});

describe('a call from another device', () => {
  test('is placed there, says who asked, and is cancelled from here', async () => {
    await laptop.phone.placeCall({ destination: people.alice.number, deviceId: deviceIdOf(laptop, 'Kitchen phone') });
    await laptop.until('it names the kitchen', () => {
      const state = stateOf(laptop);
      return state?.kind === 'calling' && state.device?.name === 'Kitchen phone';
    });
    expect(laptop.card).not.toHaveProperty('audio');
    const there = await kitchen.untilCard('calling');
    await kitchen.until('it has sound', ({ calls }) => calls[0]?.audio !== undefined);
    expect(kitchen.card?.askedBy?.name).toBe('Laptop');
    await laptop.phone.cancel(there.id);
    expect((await kitchen.untilCard('ended')).state).toEqual({ kind: 'ended', reason: { kind: 'cancelled' } });
  });

  test('is talked there when it is answered', async () => {
    await laptop.phone.placeCall({ destination: people.alice.number, deviceId: deviceIdOf(laptop, 'Kitchen phone') });
    await alice.phone.answer((await alice.untilCard('ringing')).id);
    await kitchen.untilCard('active');
    await laptop.untilCard('remote');
  });

  test('takes no sound of a device that does not let others use it', async () => {
    await kitchen.phone.changeSettings({ letsOthersUse: false });
    await laptop.phone.placeCall({ destination: people.alice.number, deviceId: deviceIdOf(laptop, 'Kitchen phone') });
    await laptop.until('it is told', ({ calls }) => calls[0]?.problem?.code === 'device-refused');
    expect(kitchen.card).not.toHaveProperty('audio');
    await alice.phone.answer((await alice.untilCard('ringing')).id);
    await laptop.untilCard('unattached');
    await laptop.phone.pull(laptop.card?.id ?? '');
    await laptop.untilCard('active');
    await kitchen.untilCard('remote');
  });

  test('puts the call that the chosen device is in on hold', async () => {
    const first = await home.talkOnLaptop();
    await kitchen.phone.placeCall({ destination: '+12025550100', deviceId: deviceIdOf(kitchen, 'Laptop') });
    await world.advance(0);
    await laptop.until('the first is held', ({ calls }) =>
      calls.every(({ id, state }) => state.kind === (id === first ? 'held' : 'active')),
    );
  });
});

describe('the list of devices', () => {
  test('names this device first, then the others, and follows names, pictures and removals', async () => {
    expect(namesOf(laptop)).toEqual(['Laptop', 'Kitchen phone']);
    await kitchen.phone.changeSettings({ deviceName: 'Cellar', devicePicture: 'headset' });
    await laptop.until('the name is new', () => namesOf(laptop)[1] === 'Cellar');
    expect(laptop.phone.state.devices[1]).toMatchObject({
      isThis: false,
      vendor: 'Byway',
      lineIds: [expect.any(String)],
    });
    await kitchen.phone.signOut();
    await laptop.until('it is gone', () => namesOf(laptop).join() === 'Laptop');
  });

  test('loses a device that is removed; one that runs comes back by itself', async () => {
    await laptop.phone.removeDevice(deviceIdOf(laptop, 'Kitchen phone'));
    await kitchen.until('it is told', ({ notices }) => notices.some(({ code }) => code === 'registered-anew'));
    await laptop.until('it is back', () => namesOf(laptop).length === 2);
    await expect(laptop.phone.removeDevice(deviceIdOf(laptop, 'Laptop'))).rejects.toMatchObject({ code: 'not-now' });
    await expect(laptop.phone.removeDevice('nobody')).rejects.toMatchObject({ code: 'device-unavailable' });
  });

  test('gives a device the same id on every device and in every run', async () => {
    const before = deviceIdOf(laptop, 'Kitchen phone');
    expect(deviceIdOf(kitchen, 'Kitchen phone')).toBe(before);
    expect(kitchen.phone.state.devices[0]).toMatchObject({ isThis: true, id: before });
  });
});

describe('an account with two lines', () => {
  test('registers each device on both, and every call says on which line it is', async () => {
    const office = await world.openOnline('carol', { deviceId: 'office', deviceName: 'Office' });
    const home = await world.openOnline('carol', { deviceId: 'home', deviceName: 'Home' });
    await office.until('both are listed on both lines', ({ devices }) =>
      ['Home', 'Office'].every((name) => devices.some((device) => device.name === name && device.lineIds.length === 2)),
    );
    const { lines } = office.phone.state;
    expect(lines.map(({ number }) => number)).toEqual([people.carol.number, secondNumberOfCarol]);
    await alice.call(secondNumberOfCarol);
    const ringing = await office.untilCard('ringing');
    expect(ringing.lineId).toBe(lines[1]?.id);
    expect((await home.untilCard('ringing')).lineId).toBe(lines[1]?.id);
    await office.phone.answerOn(ringing.id, deviceIdOf(office, 'Home'));
    await home.untilCard('active');

    const lineId = lines[1]?.id ?? '';
    await office.phone.placeCall({ destination: people.bob.number, lineId });
    expect((await laptop.untilCard('ringing')).party.number).toBe(secondNumberOfCarol);
  });

  test('loses a device from both lines at once', async () => {
    const office = await world.openOnline('carol', { deviceId: 'office', deviceName: 'Office' });
    const home = await world.openOnline('carol', { deviceId: 'home', deviceName: 'Home' });
    await office.until('both are listed', ({ devices }) => devices[1]?.lineIds.length === 2);
    home.wire.setOnline(false);
    await office.phone.removeDevice(deviceIdOf(office, 'Home'));
    await office.until('it is gone', ({ devices }) => devices.length === 1);
    home.wire.setOnline(true);
    await world.advance(5000);
    await office.until('it is back', ({ devices }) => devices[1]?.lineIds.length === 2);
  });
});

describe('features', () => {
  test('tell the far side that we are muted, and our other devices nothing of the kind', async () => {
    const id = await home.talkOnLaptop();
    await laptop.phone.setMuted(id, true);
    await alice.until('it is told', ({ calls }) => calls[0]?.areTheyMuted === true);
    expect(kitchen.card?.areTheyMuted).toBe(false);
    await laptop.phone.setMuted(id, false);
    await alice.until('it is told', ({ calls }) => calls[0]?.areTheyMuted === false);
  });

  test('tell the far side of the microphone that is live after a move', async () => {
    const id = await home.talkOnLaptop();
    await laptop.phone.setMuted(id, true);
    await alice.until('it is told', ({ calls }) => calls[0]?.areTheyMuted === true);
    await kitchen.phone.pull(id);
    await alice.until('it is told', ({ calls }) => calls[0]?.areTheyMuted === false);
    await laptop.phone.pull(id);
    await alice.until('it is told', ({ calls }) => calls[0]?.areTheyMuted === true);
    expect(laptop.card?.isMuted).toBe(true);
  });

  test('show digits on every device of both sides, and dial them into the media', async () => {
    const id = await home.talkOnLaptop();
    const ear = alice.openEngine(alice.card?.id ?? '');
    await laptop.phone.sendDigits(id, '1#');
    await alice.until('it shows them', ({ calls }) => calls[0]?.digits.theirs === '1#');
    await kitchen.until('it shows them', ({ calls }) => calls[0]?.digits.ours === '1#');
    await world.advance(1000);
    const dialled = ear.heard.filter(({ payloadType }) => payloadType === 4).map(({ payload }) => [...payload]);
    const events = dialled.map(([code, flags = 0]) => [code, flags >> 7]);
    expect(events).toEqual([
      ...[0, 0, 0, 0, 1, 1, 1].map((isEnd) => [1, isEnd]),
      ...[0, 0, 0, 0, 1, 1, 1].map((isEnd) => [11, isEnd]),
    ]);
    expect(dialled[0]).toEqual([1, 10, 0, 160]);
    await expect(kitchen.phone.sendDigits(id, '1')).rejects.toMatchObject({ code: 'not-now' });
  });
});
