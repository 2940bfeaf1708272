import type { Event, HIDDevice, SelectHidDeviceDetails, Session } from 'electron';
import type { HeadsetChoice } from '../../src-bridge/settings.ts';
import { isOwnPage } from './app-pages.ts';

/** Telephony devices (HID Usage Tables, 14). */
const telephonyPage = 0x0b;

/**
 * Lets our own pages have the telephony devices of this computer and no other HID device. There is no chooser: where a
 * page asks, it gets the only headset; of several, the first one, or the one after that which is `remembered`.
 * The permission check handler has to grant `hid` besides. Returns the way to stop choosing.
 */
export function allowHeadsets(session: Session, remembered: () => HeadsetChoice): () => void {
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
export function nextHeadset(devices: readonly HIDDevice[], remembered: HeadsetChoice): HIDDevice | undefined {
  const headsets = devices.filter(isHeadset);
  const current = headsets.findLastIndex((device) => isSame(device, remembered));
  const inTurn = [...headsets.slice(current + 1), ...headsets.slice(0, current + 1)];
  return inTurn.find((device) => !isSame(device, remembered)) ?? inTurn[0];
}

function isHeadset({ collections }: HIDDevice): boolean {
  return collections.some(({ usagePage }) => usagePage === telephonyPage);
}

function isSame({ vendorId, productId }: HIDDevice, choice: HeadsetChoice): boolean {
  return choice.kind === 'headset' && choice.vendorId === vendorId && choice.productId === productId;
}
