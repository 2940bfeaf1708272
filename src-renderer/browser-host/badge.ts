import type { AppearanceState, PhoneState } from '../../src-bridge/phone-state.ts';
import { heardRinging } from './ringing.ts';

/** What the icon of the page tells. */
export type Badge = 'idle' | 'ringing' | 'in-call' | 'dnd' | 'offline';

/** The badge of a state; undefined stands for a phone that cannot be reached. */
export function badgeOf(state: PhoneState | undefined): Badge {
  if (state === undefined) return 'offline';
  if (heardRinging(state).length > 0) return 'ringing';
  if (state.calls.some((call) => isUnderWayHere(call.state))) return 'in-call';
  if (state.connection.kind === 'offline' || state.connection.kind === 'reconnecting') return 'offline';
  return state.settings.doNotDisturb ? 'dnd' : 'idle';
}

function isUnderWayHere(state: AppearanceState): boolean {
  if (state.kind === 'attaching') return state.isHere;
  if (state.kind === 'calling') return state.device === undefined;
  return state.kind === 'active' || state.kind === 'held';
}
