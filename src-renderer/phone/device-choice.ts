import type { AppearanceState, CallAppearance, Device, PhoneState } from '../../src-bridge/phone-state.ts';

/** The id of the device that has a call or is to have it; undefined where nobody was chosen, and for this device. */
function elsewhere({ state }: CallAppearance): string | undefined {
  return 'device' in state ? state.device?.id : undefined;
}

/** Whether this device has a call, or is on its way to it. */
function isHere({ state }: CallAppearance): boolean {
  if (state.kind === 'attaching') return state.isHere;
  if (state.kind === 'calling') return state.device === undefined;
  return state.kind === 'active' || state.kind === 'held';
}

/** The call that a device is in, the first where it is in several. */
export function callOn(device: Device, { calls }: PhoneState): CallAppearance | undefined {
  return calls.find((call) => hasCall(device, call));
}

/** Whether a device has this call now, or is on its way to it. */
export function hasCall(device: Device, call: CallAppearance): boolean {
  return elsewhere(call) === device.id || (device.isThis && isHere(call));
}

/** Whether the card of a call in `state` has a menu of devices that can have it. */
export function offersDevices({ kind }: AppearanceState): boolean {
  return kind !== 'calling' && kind !== 'attaching' && kind !== 'ended';
}

/** The devices to which a call of a line can be given, without those that are left out. */
export function devicesOn(
  { devices }: PhoneState,
  lineId: string | undefined,
  isLeftOut: (device: Device) => boolean = () => false,
): readonly Device[] {
  return devices.filter((device) => (lineId === undefined || device.lineIds.includes(lineId)) && !isLeftOut(device));
}
