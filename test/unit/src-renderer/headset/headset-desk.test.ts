import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it, test } from 'vitest';
import type { AppearanceState, CallAppearance } from '../../../../src-bridge/phone-state.ts';
import { HeadsetDesk, type HeadsetStatus } from '../../../../src-renderer/headset/headset-desk.ts';
import { FakeHeadset, FakeHid } from '../../../support/fake-hid.ts';
import { createFakePhone, type FakePhone } from '../../../support/fake-phone.ts';
import type { HeadsetVendor } from '../../../support/headset-descriptors.ts';
import { endedFor, sampleCall, samplePhone } from '../../../support/sample-states.ts';

const here = { id: 'desk', name: 'Desk' };
const ringing: AppearanceState = { kind: 'ringing', isSilenced: false };
const attaching: AppearanceState = { kind: 'attaching', device: here, isHere: true };
const active: AppearanceState = { kind: 'active' };
const ended = endedFor({ kind: 'ended', by: 'us' });

let hid: FakeHid;
let phone: FakePhone;
let desk: HeadsetDesk;
let failed: string[];
let status: HeadsetStatus;

beforeEach(() => {
  hid = new FakeHid();
  phone = createFakePhone();
  failed = [];
  desk = new HeadsetDesk({
    hid,
    phone,
    run: (place, command) =>
      command().then(
        () => true,
        () => {
          failed.push(place);
          return false;
        },
      ),
  });
  desk.onStatus((latest) => (status = latest));
  phone.subscribe((state) => desk.follow(state));
  desk.start();
});

/** Shows calls in these states, `c0` first, with the choice of `headset` kept; resolves when the headset was told. */
async function show(...states: (AppearanceState | CallAppearance)[]): Promise<void> {
  const calls = states.map((state, index) => ('party' in state ? state : sampleCall(state, { id: `c${index}` })));
  phone.show({ ...phone.state, calls });
  await setImmediate();
}

async function chosen(vendor: HeadsetVendor): Promise<FakeHeadset> {
  const headset = new FakeHeadset(vendor);
  hid.allow(headset);
  hid.plug(headset);
  await choose(headset);
  headset.sent.length = 0;
  return headset;
}

async function choose({ vendorId, productId, productName: name }: FakeHeadset): Promise<void> {
  const { settings } = phone.state;
  const headset = { kind: 'headset' as const, vendorId, productId, name };
  phone.show({ ...phone.state, settings: { ...settings, headset } });
  await setImmediate();
}

async function report(headset: FakeHeadset, ...[id, ...bytes]: [number, ...number[]]): Promise<void> {
  headset.report(id, ...bytes);
  await setImmediate();
}

describe('answering and ending', () => {
  test('off-hook answers, on-hook ends, and the lamps say so on the way', async () => {
    const headset = await chosen('jabra');
    await show(ringing);
    await report(headset, 2, 1, 0);
    expect(phone.commands).toEqual([['answer', 'c0']]);
    await show(attaching);
    await show(active);
    await report(headset, 2, 0, 0);
    expect(phone.commands).toEqual([
      ['answer', 'c0'],
      ['end', 'c0'],
    ]);
    await show(ended);
    expect(headset.sent).toEqual([
      [2, 0b1001000, 0],
      [2, 1, 0],
      [2, 0, 0],
    ]);
  });

  test('a relative hook answers and ends with the same press', async () => {
    const headset = await chosen('microsoft');
    await show(ringing);
    await report(headset, 0, 1);
    await report(headset, 0, 0);
    await show(active);
    await report(headset, 0, 1);
    expect(phone.commands).toEqual([
      ['answer', 'c0'],
      ['end', 'c0'],
    ]);
  });

  test('the echo of an answer at the screen is no press, even when it comes with a call that waits', async () => {
    const headset = await chosen('poly');
    await show(ringing);
    await show(active);
    await show(ringing, sampleCall(active, { id: 'talk' }));
    await report(headset, 8, 1);
    expect(phone.commands).toEqual([]);
    await show(sampleCall(active, { id: 'talk' }));
    await report(headset, 8, 0);
    expect(phone.commands).toEqual([['end', 'talk']]);
  });

  test('a headset that echoes everything at once neither answers nor ends by itself', async () => {
    const headset = await chosen('poly');
    headset.onOutput = ([id, value]) => id === 23 && headset.report(8, value ?? 0);
    await show(ringing);
    await show(active);
    await show({ kind: 'held' });
    await show(active);
    await show(ended);
    expect(phone.commands).toEqual([]);
  });

  test('a headset that does not echo ends a call that was answered at the screen', async () => {
    const headset = await chosen('epos');
    await show(active);
    await report(headset, 1, 0);
    expect(phone.commands).toEqual([['end', 'c0']]);
  });

  test('a mute press of a headset whose hook does not follow the phone ends nothing', async () => {
    const headset = await chosen('poly');
    await show(active);
    await report(headset, 8, 0b10);
    await report(headset, 8, 0);
    expect(phone.commands).toEqual([['setMuted', 'c0', true]]);
  });

  test('off-hook answers the call that waits over a conversation', async () => {
    const headset = await chosen('microsoft');
    await show(ringing, active);
    await report(headset, 0, 1);
    expect(phone.commands).toEqual([['answer', 'c0']]);
  });

  test('a headset that is taken off its hook for nothing is put back', async () => {
    const headset = await chosen('poly');
    await report(headset, 8, 1);
    expect(phone.commands).toEqual([]);
    expect(headset.sent).toEqual([[23, 0]]);
    await report(headset, 8, 0);
    await show(ringing);
    await report(headset, 8, 1);
    expect(phone.commands).toEqual([['answer', 'c0']]);
  });

  test('an answer that fails is told, and the headset is put back', async () => {
    const headset = await chosen('poly');
    phone.on('answer', () => Promise.reject(new Error('gone')));
    await show(ringing);
    headset.sent.length = 0;
    await report(headset, 8, 1);
    expect(failed).toEqual(['c0']);
    expect(headset.sent).toEqual([[23, 0]]);
  });

  test('a call that loses its media here for a moment leaves the hook as it was, and can be ended meanwhile', async () => {
    const headset = await chosen('poly');
    await show(active);
    headset.sent.length = 0;
    await show({ kind: 'unattached', device: here, isHere: true });
    expect(headset.sent).toEqual([]);
    await report(headset, 8, 0);
    expect(phone.commands).toEqual([['end', 'c0']]);
  });

  test('a call that waits here from the start is taken up with off-hook', async () => {
    const headset = await chosen('poly');
    await show({ kind: 'unattached', device: here, isHere: true });
    await report(headset, 8, 1);
    expect(phone.commands).toEqual([['pull', 'c0']]);
  });

  test('an answer that is under way does not put the headset back', async () => {
    const headset = await chosen('poly');
    await show(ringing);
    headset.sent.length = 0;
    await report(headset, 8, 1);
    expect(headset.sent).toEqual([]);
    await show(attaching);
    expect(headset.sent).toEqual([
      [23, 1],
      [24, 0],
    ]);
  });
});

describe('mute', () => {
  it('of a key follows each press, and the lamp follows the call whoever muted it', async () => {
    const headset = await chosen('jabra');
    await show(active);
    await report(headset, 2, 0b101, 0);
    await report(headset, 2, 0b1, 0);
    await show(sampleCall(active, { id: 'c0', isMuted: true }));
    await report(headset, 2, 0b101, 0);
    await show(active);
    expect(phone.commands).toEqual([
      ['setMuted', 'c0', true],
      ['setMuted', 'c0', false],
    ]);
    expect(headset.sent).toEqual([
      [2, 0b1, 0],
      [2, 0b101, 0],
      [2, 0b1, 0],
    ]);
  });

  it('of a switch goes both ways without a loop', async () => {
    const headset = await chosen('yealink');
    headset.onOutput = ([, ...lamps]) => headset.report(6, (lamps.includes(1) ? 1 : 0) | (lamps.includes(3) ? 2 : 0));
    await show(active);
    await show(sampleCall(active, { id: 'c0', isMuted: true }));
    expect(phone.commands).toEqual([]);
    await report(headset, 6, 0b01);
    expect(phone.commands).toEqual([['setMuted', 'c0', false]]);
    await show(active);
    await report(headset, 6, 0b11);
    expect(phone.commands.at(-1)).toEqual(['setMuted', 'c0', true]);
    expect(phone.commands).toHaveLength(2);
  });

  it('of a switch that is moved without a call is put back', async () => {
    const headset = await chosen('yealink');
    await report(headset, 6, 0b10);
    expect(phone.commands).toEqual([]);
    expect(headset.sent).toEqual([[6, 0, 0, 0, 0]]);
  });
});

describe('the other keys', () => {
  it('decline, redial, and hold or swap', async () => {
    const headset = await chosen('jabra');
    await show(ringing);
    await report(headset, 2, 0b100000, 0);
    await show(sampleCall(ended, { direction: 'outbound', party: { number: '+14085551003', isVerified: false } }));
    await report(headset, 2, 0b10000, 0);
    await show(active);
    await report(headset, 2, 0b1000, 0);
    expect(phone.commands).toEqual([
      ['decline', 'c0'],
      ['placeCall', { destination: '+14085551003', lineId: 'l1' }],
      ['setHeld', 'c0', true],
    ]);
  });

  it('of a list count once for as long as they are held down', async () => {
    const headset = await chosen('logitech');
    await show(active);
    await report(headset, 4, 1, 2);
    await report(headset, 4, 1, 2);
    await report(headset, 4, 1, 0);
    await report(headset, 4, 1, 2);
    expect(phone.commands.map(([command]) => command)).toEqual(['setHeld', 'setHeld']);
  });
});

describe('the chosen headset', () => {
  it('is asked for with a click, among telephony devices only', async () => {
    const headset = new FakeHeadset('epos', 0x1395);
    hid.plug(headset);
    hid.chooses = headset;
    await expect(desk.choose()).rejects.toThrow('user gesture');
    hid.isClicked = true;
    const choice = await desk.choose();
    expect(choice).toEqual({ kind: 'headset', vendorId: 0x1395, productId: 0x400, name: 'epos headset' });
    expect(hid.asked).toEqual([[{ usagePage: 0x0b }]]);
    hid.chooses = undefined;
    hid.isClicked = true;
    expect(await desk.choose()).toBeUndefined();
  });

  it('comes back when it is plugged in again, with the lamps that hold then', async () => {
    const headset = await chosen('microsoft');
    expect(status).toBe('connected');
    hid.unplug(headset);
    await show(ringing);
    expect(status).toBe('absent');
    expect(headset.sent).toEqual([]);
    hid.plug(headset);
    await setImmediate();
    expect(status).toBe('connected');
    expect(headset.sent).toEqual([[0, 0b100]]);
    await report(headset, 0, 1);
    expect(phone.commands).toEqual([['answer', 'c0']]);
  });

  it('is let go of, dark, for another one and for none', async () => {
    const first = await chosen('microsoft');
    await show(ringing);
    const second = new FakeHeadset('poly', 0x047f);
    hid.allow(second);
    hid.plug(second);
    await choose(second);
    expect(first.sent.at(-1)).toEqual([0, 0]);
    expect([first.opened, second.opened, status]).toEqual([false, true, 'connected']);
    phone.show(samplePhone());
    await setImmediate();
    expect([second.opened, status]).toEqual([false, 'none']);
  });

  it('that another program has is named so', async () => {
    const headset = new FakeHeadset('poly');
    headset.isTaken = true;
    hid.allow(headset);
    hid.plug(headset);
    await choose(headset);
    expect(status).toBe('refused');
  });

  it('that is not allowed here any more counts as not there', async () => {
    const headset = new FakeHeadset('poly');
    hid.plug(headset);
    await choose(headset);
    expect(status).toBe('absent');
  });

  it('is put out and closed with the desk', async () => {
    const headset = await chosen('microsoft');
    await show(active);
    await desk.close();
    expect(headset.sent.at(-1)).toEqual([0, 0]);
    expect(headset.opened).toBe(false);
  });

  it('is left to the window that has it', async () => {
    const other = new HeadsetDesk({ hid, phone, run: () => Promise.resolve(true) });
    let seen: HeadsetStatus | undefined;
    other.onStatus((latest) => (seen = latest));
    phone.subscribe((state) => other.follow(state));
    await chosen('poly');
    expect([status, seen]).toEqual(['connected', 'elsewhere']);
  });

  it('needs WebHID', () => {
    expect(new HeadsetDesk({ hid: undefined, phone, run: () => Promise.resolve(true) }).isSupported).toBe(false);
    expect(desk.isSupported).toBe(true);
  });
});

test('lamps are written on change only, one report at a time', async () => {
  const headset = await chosen('poly');
  await show(ringing);
  await show(ringing);
  await show(sampleCall(ringing, { id: 'c0', startedAt: 1 }));
  expect(headset.sent).toEqual([[24, 1]]);
  phone.show({ ...phone.state, calls: [sampleCall(active, { id: 'c0', isMuted: true })] });
  phone.show({ ...phone.state, calls: [sampleCall(active, { id: 'c0' })] });
  await setImmediate();
  expect(headset.sent.slice(1)).toContainEqual([24, 0]);
  expect(headset.sent.filter(([id]) => id === 23)).toEqual([[23, 1]]);
});
