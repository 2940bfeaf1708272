import type { CallAppearance, PhoneState } from './phone-state.ts';

/** The calls that ring on this device: neither silenced nor kept quiet by do not disturb. Newest first. */
export function ringingCalls({ calls, settings }: PhoneState): readonly CallAppearance[] {
  if (settings.doNotDisturb) return [];
  return calls.filter(({ state }) => state.kind === 'ringing' && !state.isSilenced);
}

/** The calls that this device takes part in: calling out, being connected here, talking or holding. */
export function callsHere({ calls }: PhoneState): readonly CallAppearance[] {
  return calls.filter(isHere);
}

/** The call that is talked in on this device, or else the first one that it takes part in. */
export function mainCall(state: PhoneState): CallAppearance | undefined {
  const here = callsHere(state);
  return here.find((call) => call.state.kind === 'active') ?? here[0];
}

function isHere({ state }: CallAppearance): boolean {
  if (state.kind === 'attaching') return state.isHere;
  if (state.kind === 'calling') return state.device === undefined;
  return state.kind === 'active' || state.kind === 'held';
}
