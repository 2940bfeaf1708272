import type { PlaceCallRequest } from '../../src-bridge/phone-api.ts';
import type { CallAppearance, PhoneState } from '../../src-bridge/phone-state.ts';
import type { Press } from './button-reader.ts';
import type { Lamps } from './usages.ts';

/** What a press asks of the phone. */
export type HeadsetAction =
  | { readonly kind: 'answer' | 'decline' | 'cancel' | 'end' | 'pull'; readonly callId: string }
  | { readonly kind: 'hold'; readonly callId: string; readonly isHeld: boolean }
  | { readonly kind: 'mute'; readonly callId: string; readonly isMuted: boolean }
  | { readonly kind: 'redial'; readonly request: PlaceCallRequest };

/**
 * What a headset is to show of a state. A call on hold is not off-hook: the next press resumes it. One that has lost its
 * media here leaves the hook as it was (`wasOffHook`): it may be connected again at once.
 */
export function wantedLamps({ calls, settings }: PhoneState, wasOffHook: boolean): Lamps {
  const isRinging = calls.some(({ state }) => state.kind === 'ringing' && !state.isSilenced);
  return {
    ring: isRinging && !settings.doNotDisturb,
    offHook: talkOf(calls) !== undefined || (wasOffHook && waitingHere(calls) !== undefined),
    mute: calls.some(({ state, isMuted }) => state.kind === 'active' && isMuted),
    hold: calls.some(({ state }) => state.kind === 'held'),
  };
}

/** What a press means in a state; undefined where it means nothing. `lastDialled` is what Redial calls. */
export function actionFor(
  press: Press,
  state: PhoneState,
  lastDialled: PlaceCallRequest | undefined,
): HeadsetAction | undefined {
  const { calls } = state;
  switch (press.kind) {
    case 'off-hook':
      return takeUp(calls);
    case 'on-hook':
      return hangUp(calls);
    case 'hook':
      return takeUp(calls) ?? hangUp(calls);
    case 'mute':
      return muteTalk(calls, () => press.isOn);
    case 'toggle-mute':
      return muteTalk(calls, ({ isMuted }) => !isMuted);
    case 'flash':
      return flash(calls);
    case 'drop':
      return refuse(calls) ?? hangUp(calls);
    case 'reject':
      return refuse(calls);
    case 'redial':
      if (lastDialled === undefined || talkOf(calls) !== undefined) return undefined;
      return { kind: 'redial', request: lastDialled };
  }
}

/** Answers what rings, over a conversation too, which goes on hold; with nothing to talk in, resumes or pulls a call. */
function takeUp(calls: readonly CallAppearance[]): HeadsetAction | undefined {
  const ringing = find(calls, 'ringing');
  if (ringing !== undefined) return { kind: 'answer', callId: ringing.id };
  if (talkOf(calls) !== undefined) return undefined;
  const held = find(calls, 'held');
  if (held !== undefined) return { kind: 'hold', callId: held.id, isHeld: false };
  const waiting = waitingHere(calls);
  return waiting === undefined ? undefined : { kind: 'pull', callId: waiting.id };
}

function hangUp(calls: readonly CallAppearance[]): HeadsetAction | undefined {
  const talk = talkOf(calls) ?? waitingHere(calls);
  if (talk === undefined) return undefined;
  return { kind: talk.state.kind === 'calling' ? 'cancel' : 'end', callId: talk.id };
}

function refuse(calls: readonly CallAppearance[]): HeadsetAction | undefined {
  const ringing = find(calls, 'ringing');
  return ringing === undefined ? undefined : { kind: 'decline', callId: ringing.id };
}

/** Answers a waiting call, swaps two calls, holds the only one or resumes it. */
function flash(calls: readonly CallAppearance[]): HeadsetAction | undefined {
  const active = find(calls, 'active');
  if (active === undefined || find(calls, 'ringing') !== undefined) return takeUp(calls);
  const held = find(calls, 'held');
  if (held !== undefined) return { kind: 'hold', callId: held.id, isHeld: false };
  return { kind: 'hold', callId: active.id, isHeld: true };
}

function muteTalk(
  calls: readonly CallAppearance[],
  wanted: (call: CallAppearance) => boolean,
): HeadsetAction | undefined {
  const active = find(calls, 'active');
  return active === undefined ? undefined : { kind: 'mute', callId: active.id, isMuted: wanted(active) };
}

/** The call that this device is talking in, or about to: the one that a handset would be off its hook for. */
function talkOf(calls: readonly CallAppearance[]): CallAppearance | undefined {
  return (
    find(calls, 'active') ??
    calls.find(({ state }) => state.kind === 'attaching' && state.isHere) ??
    calls.find(({ state }) => state.kind === 'calling' && state.device === undefined)
  );
}

function waitingHere(calls: readonly CallAppearance[]): CallAppearance | undefined {
  return calls.find(({ state }) => state.kind === 'unattached' && state.isHere);
}

function find(calls: readonly CallAppearance[], kind: CallAppearance['state']['kind']): CallAppearance | undefined {
  return calls.find(({ state }) => state.kind === kind);
}
