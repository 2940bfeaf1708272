import type { Event, HIDDevice, SelectHidDeviceDetails, Session } from 'electron';
import { isOwnPage } from './app-pages.ts';

/** Telephony devices (HID Usage Tables, 14). */
const telephonyPage = 0x0b;

/** A headset by what outlives its being plugged in; `serialNumber` only where it is to be that very one. */
export interface HeadsetIdentity {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string;
}

/**
 * Lets our own pages have the telephony devices of this computer and no other HID device. There is no chooser: where a
 * page asks, it gets the only headset, or `remembered`; asked again while that is there, the next one of several.
 * The permission check handler has to grant `hid` besides. Returns the way to stop choosing.
 */
export function allowHeadsets(session: Session, remembered: () => HeadsetIdentity | undefined): () => void {
  const onSelect = (
    event: Event,
    { frame, deviceList }: SelectHidDeviceDetails,
    choose: (deviceId?: string | null) => void,
  ): void => {
    event.preventDefault();
    const isOurs = frame !== null && isOwnPage(frame.url);
    choose(isOurs ? nextHeadset(deviceList, remembered())?.deviceId : null);
  };
  session.on('select-hid-device', onSelect);
  session.setDevicePermissionHandler(
    ({ deviceType, origin, device }) => deviceType === 'hid' && isOwnPage(origin) && isHeadset(device as HIDDevice),
  );
  return () => void session.off('select-hid-device', onSelect);
}

/** The headset to give to a page that asks; undefined where there is none. */
export function nextHeadset(
  devices: readonly HIDDevice[],
  remembered: HeadsetIdentity | undefined,
): HIDDevice | undefined {
  const headsets = devices.filter(isHeadset);
  const current = headsets.findLastIndex((device) => isSame(device, remembered));
  const inTurn = [...headsets.slice(current + 1), ...headsets.slice(0, current + 1)];
  return inTurn.find((device) => !isSame(device, remembered)) ?? inTurn[0];
}

function isHeadset({ collections }: HIDDevice): boolean {
  return collections.some(({ usagePage }) => usagePage === telephonyPage);
}

function isSame(device: HIDDevice, identity: HeadsetIdentity | undefined): boolean {
  return (
    device.vendorId === identity?.vendorId &&
    device.productId === identity.productId &&
    (identity.serialNumber === undefined || device.serialNumber === identity.serialNumber)
  );
}
