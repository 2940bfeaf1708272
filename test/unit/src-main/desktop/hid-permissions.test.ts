import { EventEmitter } from 'node:events';
import type { HIDDevice, Session } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { HeadsetChoice } from '../../../../src-bridge/settings.ts';
import { pageUrl } from '../../../../src-main/desktop/app-pages.ts';
import { allowHeadsets, nextHeadset } from '../../../../src-main/desktop/hid-permissions.ts';

vi.mock('electron', () => import('../../../support/electron-stub.ts'));

type Decide = Parameters<Session['setDevicePermissionHandler']>[0] & object;
type Details = Parameters<Decide>[0];

/** The part of a session that chooses devices. */
class ChoosingSession extends EventEmitter implements Pick<Session, 'setDevicePermissionHandler'> {
  decide: Decide | null = null;

  setDevicePermissionHandler(handler: Decide | null): void {
    this.decide = handler;
  }

  /** What a page at `url` is given of `deviceList`; undefined for nothing. */
  select(url: string | undefined, deviceList: readonly HIDDevice[]): string | undefined {
    const event = { preventDefault: vi.fn() };
    const choose = vi.fn<(deviceId?: string | null) => void>();
    this.emit('select-hid-device', event, { frame: url === undefined ? null : { url }, deviceList }, choose);
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(choose).toHaveBeenCalledOnce();
    return choose.mock.calls[0]?.[0] ?? undefined;
  }
}

function device(deviceId: string, productId: number, usagePage = 0x0b, serialNumber = deviceId): HIDDevice {
  const collections = [
    { usage: 5, usagePage, type: 1, children: [], inputReports: [], outputReports: [], featureReports: [] },
  ];
  return { deviceId, name: deviceId, vendorId: 0x0b0e, productId, serialNumber, collections };
}

const jabra = device('jabra', 1);
const poly = device('poly', 2);
const keyboard = device('keyboard', 3, 0x01);

const none: HeadsetChoice = { kind: 'none' };
const chosen = (productId: number): HeadsetChoice => ({ kind: 'headset', vendorId: 0x0b0e, productId, name: 'any' });

function open(remembered = none): { session: ChoosingSession; stop: () => void } {
  const session = new ChoosingSession();
  return { session, stop: allowHeadsets(session as unknown as Session, () => remembered) };
}

describe('a page that asks for a headset', () => {
  it('gets the only one', () => {
    expect(open().session.select(pageUrl, [keyboard, jabra])).toBe('jabra');
    expect(open(chosen(1)).session.select(pageUrl, [jabra])).toBe('jabra');
  });

  it('gets nothing where there is no headset, or where it is not ours or gone', () => {
    const { session } = open();
    expect(session.select(pageUrl, [keyboard])).toBeUndefined();
    expect(session.select(pageUrl, [])).toBeUndefined();
    expect(session.select('https://evil.example/', [jabra])).toBeUndefined();
    expect(session.select(undefined, [jabra])).toBeUndefined();
  });

  it('gets the next of several, and never another kind of device', () => {
    expect(nextHeadset([jabra, keyboard, poly], none)).toBe(jabra);
    expect(nextHeadset([jabra, keyboard, poly], chosen(1))).toBe(poly);
    expect(nextHeadset([jabra, keyboard, poly], chosen(2))).toBe(jabra);
    expect(nextHeadset([jabra, { ...jabra, guid: 'b' }, poly], chosen(1))).toBe(poly);
  });

  it('chooses nothing more once that was stopped', () => {
    const { session, stop } = open();
    stop();
    expect(session.listenerCount('select-hid-device')).toBe(0);
  });
});

describe('the permission for a device', () => {
  const decide = (details: Partial<Details>): boolean => {
    const { session } = open();
    return session.decide!({ deviceType: 'hid', origin: 'app://byway', device: jabra, ...details });
  };

  it('is given to our pages for telephony devices', () => {
    expect(decide({})).toBe(true);
  });

  it('is given for nothing else and to nobody else', () => {
    expect(decide({ device: keyboard })).toBe(false);
    expect(decide({ origin: 'https://evil.example' })).toBe(false);
    expect(decide({ deviceType: 'usb' })).toBe(false);
    expect(decide({ deviceType: 'serial' })).toBe(false);
  });
});
