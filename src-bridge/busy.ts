import type { CallAppearance } from './phone-state.ts';

/** Whether a call rings, is being placed or is talked in on this device: nothing may restart then. */
export function isBusyWith(calls: readonly CallAppearance[]): boolean {
  return calls.some(({ state }) => state.kind !== 'remote' && state.kind !== 'ended');
}
