import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { callsHere, ringingCalls } from '../../src-bridge/calls-here.ts';

/** How many calls the ring window shows; 0 where there is to be none. */
export function ringWindowCalls(state: PhoneState): number {
  return state.settings.desktop.ringWindow ? ringingCalls(state).length : 0;
}

/** Whether the strip is to be seen: this device is in a call, and its window is out of sight. */
export function wantsStrip(state: PhoneState, isMainWindowVisible: boolean): boolean {
  return state.settings.desktop.callStrip && !isMainWindowVisible && callsHere(state).length > 0;
}

/** Whether the computer is to stay awake: this device is in a call, or one rings. */
export function keepsAwake(state: PhoneState): boolean {
  return callsHere(state).length > 0 || ringingCalls(state).length > 0;
}
