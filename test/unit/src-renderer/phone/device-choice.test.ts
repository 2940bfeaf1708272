import { describe, expect, test } from 'vitest';
import type { Device } from '../../../../src-bridge/phone-state.ts';
import { callOn, devicesOn, hasCall, offersDevices } from '../../../../src-renderer/phone/device-choice.ts';
import { endedFor, sampleCall, sampleDevice, sampleDevices, samplePhone } from '../../../support/sample-states.ts';

const [desk, kitchen, laptop] = sampleDevices as [Device, Device, Device];
const inKitchen = sampleCall({ kind: 'remote', device: kitchen, isHeld: false }, { id: 'c1' });
const here = sampleCall({ kind: 'active' }, { id: 'c2' });

describe('the devices to choose from', () => {
  test('are those on the line of the call', () => {
    const elsewhere = sampleDevice('cellar', 'Cellar', { lineIds: ['l2'] });
    const phone = samplePhone({ devices: [...sampleDevices, elsewhere] });
    expect(devicesOn(phone, 'l1').map(({ id }) => id)).toEqual(['desk', 'kitchen', 'laptop']);
    expect(devicesOn(phone, undefined).map(({ id }) => id)).toEqual(['desk', 'kitchen', 'laptop', 'cellar']);
    expect(devicesOn(phone, 'l1', (device) => hasCall(device, inKitchen)).map(({ id }) => id)).toEqual([
      'desk',
      'laptop',
    ]);
  });

  test('are on a call where a call names them, and this one where it talks, holds or calls', () => {
    const phone = samplePhone({ devices: sampleDevices, calls: [inKitchen, here] });
    expect(callOn(kitchen, phone)).toBe(inKitchen);
    expect(callOn(desk, phone)).toBe(here);
    expect(callOn(laptop, phone)).toBeUndefined();
    const calling = sampleCall({ kind: 'calling', isAlerting: true, device: laptop });
    expect(hasCall(laptop, calling)).toBe(true);
    expect(hasCall(desk, calling)).toBe(false);
    expect(hasCall(desk, sampleCall({ kind: 'ringing', isSilenced: false }))).toBe(false);
  });

  test('are offered by calls that ring or were answered, not by those on their way or over', () => {
    expect(offersDevices({ kind: 'ringing', isSilenced: true })).toBe(true);
    for (const { state } of [here, inKitchen, sampleCall({ kind: 'held' })]) expect(offersDevices(state)).toBe(true);
    expect(offersDevices({ kind: 'unattached', device: kitchen, isHere: false })).toBe(true);
    expect(offersDevices({ kind: 'calling', isAlerting: false, device: kitchen })).toBe(false);
    expect(offersDevices({ kind: 'attaching', device: kitchen, isHere: false })).toBe(false);
    expect(offersDevices(endedFor({ kind: 'missed' }))).toBe(false);
  });
});
