import type { CallAppearance, PhoneState } from '../../src-bridge/phone-state.ts';

/** The calls that ring here for the person to hear: not silenced, and not while nobody is to be disturbed. */
export function heardRinging({ calls, settings }: PhoneState): readonly CallAppearance[] {
  if (settings.doNotDisturb) return [];
  return calls.filter(({ state }) => state.kind === 'ringing' && !state.isSilenced);
}
