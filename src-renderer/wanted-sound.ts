import type { CallAppearance, EndReason, PhoneState } from '../src-bridge/phone-state.ts';
import type { ProgressTone } from './audio/audio-desk.ts';

/** How calls that ring here want to be heard: aloud, as one soft tone over a conversation, or not at all. */
export type WantedRing = 'aloud' | 'softly' | 'none';

/** What a state of the phone should sound like, apart from the voices. */
export function wantedRing({ calls, settings }: PhoneState): WantedRing {
  const isRinging = calls.some(({ state }) => state.kind === 'ringing' && !state.isSilenced);
  if (!isRinging || settings.doNotDisturb) return 'none';
  return calls.some(isUnderWay) ? 'softly' : 'aloud';
}

/** Whether the far side's phone rings and nothing of it is heard yet. `isHeard` says whether a call has played a frame. */
export function wantsRingback({ calls }: PhoneState, isHeard: (callId: string) => boolean): boolean {
  return calls.some(({ id, state }) => state.kind === 'calling' && state.isAlerting && !isHeard(id));
}

/** The tone for a call that has just ended; undefined when the person ended it or never took part in it here. */
export function endTone(before: CallAppearance, reason: EndReason): ProgressTone | undefined {
  if (!isUnderWay(before) || isOwnDoing(reason)) return undefined;
  return reason.kind === 'busy' || reason.kind === 'declined' ? 'busy' : 'ended';
}

/** A call that this device takes part in: calling out, being connected here, or talking. */
function isUnderWay({ state }: CallAppearance): boolean {
  return state.kind === 'calling' || state.kind === 'active' || (state.kind === 'attaching' && state.isHere);
}

function isOwnDoing(reason: EndReason): boolean {
  if (reason.kind === 'ended' || reason.kind === 'declined') return reason.by === 'us';
  return reason.kind === 'cancelled' || reason.kind === 'answered-elsewhere';
}
