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
  return calls.some(
    (call) => isUnderWay(call) && call.state.kind === 'calling' && call.state.isAlerting && !isHeard(call.id),
  );
}

/** The tone for a call that has just ended; undefined when the person ended it or never took part in it here. */
export function endTone(before: CallAppearance, reason: EndReason): ProgressTone | undefined {
  if (!isUnderWay(before) || isOwnDoing(reason)) return undefined;
  return reason.kind === 'busy' || reason.kind === 'declined' ? 'busy' : 'ended';
}

/** Whether another device of the person has had this one take a call, and its microphone is live from now on. */
export function wentLive(before: CallAppearance | undefined, now: CallAppearance): boolean {
  return now.askedBy !== undefined && now.audio !== undefined && before?.audio === undefined;
}

/** Whether the far side of a call that is heard here has lost its media just now. */
export function wasLost(before: CallAppearance | undefined, now: CallAppearance): boolean {
  return now.audio !== undefined && now.farSideLostAt !== undefined && before?.farSideLostAt === undefined;
}

/** The keys pressed since `before`, of which only the last ones are kept; none for a call that was not seen before. */
export function newDigits(before: string | undefined, now: string): string {
  if (before === undefined || before === now) return '';
  if (now.startsWith(before)) return now.slice(before.length);
  return now.slice(-1);
}

/** A call that this device takes part in: calling out, being connected here, talking or holding. */
function isUnderWay({ state }: CallAppearance): boolean {
  if (state.kind === 'attaching') return state.isHere;
  if (state.kind === 'calling') return state.device === undefined;
  return state.kind === 'active' || state.kind === 'held';
}

function isOwnDoing(reason: EndReason): boolean {
  if (reason.kind === 'ended' || reason.kind === 'declined') return reason.by === 'us';
  return reason.kind === 'cancelled' || reason.kind === 'transferred' || reason.kind === 'answered-elsewhere';
}
