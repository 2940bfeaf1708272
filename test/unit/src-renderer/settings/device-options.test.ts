import { describe, expect, it } from 'vitest';
import type { DeviceChoice } from '../../../../src-bridge/settings.ts';
import { deviceOptions, keyOf, toggleRingOn } from '../../../../src-renderer/settings/device-options.ts';

const texts = {
  systemDefault: 'System default',
  unplugged: (label: string) => `${label} (not connected)`,
  unnamed: (position: number) => `Speaker ${position}`,
};
const systemDefault: DeviceChoice = { kind: 'default' };
const headset: DeviceChoice = { kind: 'device', id: 'h', label: 'Headset' };
const loud: DeviceChoice = { kind: 'device', id: 'l', label: 'Loudspeakers' };

describe('the list of sound devices', () => {
  it('begins with the system default and names what is plugged in', () => {
    const options = deviceOptions([systemDefault, headset, { ...loud, label: '' }], [headset], texts);
    expect(options.map(({ label }) => label)).toEqual(['System default', 'Headset', 'Speaker 2']);
  });

  it('keeps a chosen device that is not plugged in, and says so', () => {
    const options = deviceOptions([loud], [headset, headset], texts);
    expect(options.map(({ label }) => label)).toContain('Headset (not connected)');
    expect(keyOf(headset, options)).toBe('h');
  });

  it('finds a chosen device by its label when its id has changed', () => {
    const options = deviceOptions([{ ...headset, id: 'new' }], [headset], texts);
    expect(options).toHaveLength(2);
    expect(keyOf(headset, options)).toBe('new');
  });
});

describe('the outputs that ring', () => {
  const options = deviceOptions([headset, loud], [], texts);
  const option = (key: string) => options.find((candidate) => candidate.key === key)!;

  it('gain and lose one at a time', () => {
    expect(toggleRingOn([systemDefault], option('l'), options)).toEqual([systemDefault, loud]);
    expect(toggleRingOn([systemDefault, loud], option('default'), options)).toEqual([loud]);
  });

  it('never become none', () => {
    expect(toggleRingOn([loud], option('l'), options)).toEqual([loud]);
  });
});
