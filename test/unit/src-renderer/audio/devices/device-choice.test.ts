import { expect, test } from 'vitest';
import { findDevice, ringOutputs } from '../../../../../src-renderer/audio/devices/device-choice.ts';
import { devicesOf } from '../../../../../src-renderer/audio/devices/device-list.ts';

const present = {
  devices: [
    { id: 'a', label: 'Speakers' },
    { id: 'b', label: 'Headset' },
  ],
  defaultLabel: 'Speakers',
};
const chosen = (id: string, label: string) => ({ kind: 'device', id, label }) as const;

test('a device is found by its id, else by its label', () => {
  expect(findDevice(chosen('b', 'Renamed'), present)).toMatchObject({ kind: 'device', id: 'b' });
  expect(findDevice(chosen('old', 'Headset'), present)).toMatchObject({ kind: 'device', id: 'b' });
});

test('a device that is not plugged in is missing', () => {
  expect(findDevice(chosen('x', 'Car'), present)).toEqual({ kind: 'missing', label: 'Car' });
});

test('a choice is taken at its word while devices have no names', () => {
  const unnamed = { devices: [{ id: '', label: '' }], defaultLabel: '' };
  expect(findDevice(chosen('x', 'Car'), unnamed)).toMatchObject({ kind: 'device', id: 'x' });
});

test('the default stays the default', () => {
  expect(findDevice({ kind: 'default' }, present)).toEqual({ kind: 'default' });
});

test('a ring goes to every chosen output once', () => {
  const ringOn = [chosen('a', 'Speakers'), { kind: 'default' } as const, chosen('old', 'Speakers')];
  expect(ringOutputs(ringOn, present)).toEqual(['a', '']);
});

test('a ring whose outputs are all gone goes to the default', () => {
  expect(ringOutputs([chosen('x', 'Car')], present)).toEqual(['']);
});

test('a ring leaves out what is gone while another output is there', () => {
  expect(ringOutputs([chosen('x', 'Car'), chosen('b', 'Headset')], present)).toEqual(['b']);
});

function info(deviceId: string, label: string, groupId: string): MediaDeviceInfo {
  const plain = { deviceId, label, groupId, kind: 'audiooutput' as const };
  return { ...plain, toJSON: () => plain };
}

test('the entries of the system are left out, and tell which device is its default', () => {
  const infos = [info('default', 'Default', 'g2'), info('a', 'Speakers', 'g1'), info('b', 'Headset', 'g2')];
  expect(devicesOf('audiooutput', infos)).toEqual({ ...present, defaultLabel: 'Headset' });
  expect(devicesOf('audioinput', infos).devices).toEqual([]);
});
