import type { CallDescription } from '../../src-protocol/call.ts';
import type { PhoneFailure } from '../../src-bridge/phone-error.ts';
import type { AppearanceState, AudioPlan, CallAppearance, EndReason } from '../../src-bridge/phone-state.ts';
import { assertNever } from './assert-never.ts';
import { standingOf, type CallEnd, type CallIdentity, type CallState } from './call-state.ts';

/** What is known of a call, from which its card is made. */
export interface CallFacts {
  readonly id: string;
  readonly lineId: string;
  readonly identity: CallIdentity;
  readonly description: CallDescription;
  readonly state: CallState;
  readonly answeredAt: number | undefined;
  readonly isSilenced: boolean;
  readonly isMuted: boolean;
  readonly audio: AudioPlan | undefined;
  readonly problem: PhoneFailure | undefined;
}

/** The card of a call. `nameOf` names a device by its handler URI, which itself never enters the card. */
export function appearanceOf(facts: CallFacts, nameOf: (handler: string) => string): CallAppearance {
  const { id, lineId, description, state, answeredAt, isMuted, audio, problem } = facts;
  const isInbound = description.direction === 'inbound';
  return {
    id,
    lineId,
    direction: description.direction,
    party: { number: isInbound ? description.from : description.to, isVerified: isInbound && description.verified },
    startedAt: Date.parse(description.started),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    state: appearanceState(facts, nameOf),
    isMuted,
    isFarSideLost: state.kind === 'answered' && state.isFarSideLost,
    ...(audio === undefined ? {} : { audio }),
    ...(problem === undefined ? {} : { problem }),
  };
}

function appearanceState(facts: CallFacts, nameOf: (handler: string) => string): AppearanceState {
  const { identity, state, isSilenced } = facts;
  switch (state.kind) {
    case 'unanswered':
      return unansweredState(identity, state, isSilenced, nameOf);
    case 'answered':
      return answeredState(identity, state, nameOf);
    case 'over':
      return { kind: 'ended', reason: shownEnd(state.reason, nameOf) };
    default:
      return assertNever(state);
  }
}

/** An outbound call that names another device is that device's. */
function unansweredState(
  identity: CallIdentity,
  { attachment, isAlerting }: Extract<CallState, { kind: 'unanswered' }>,
  isSilenced: boolean,
  nameOf: (handler: string) => string,
): AppearanceState {
  if (identity.direction === 'inbound') return { kind: 'ringing', isSilenced };
  if (attachment.kind === 'none' || attachment.handler === identity.ownHandler) return { kind: 'calling', isAlerting };
  return { kind: 'remote', device: nameOf(attachment.handler) };
}

function answeredState(
  identity: CallIdentity,
  state: Extract<CallState, { kind: 'answered' }>,
  nameOf: (handler: string) => string,
): AppearanceState {
  const { ownHandler } = identity;
  const { handler, attachment } = state;
  const here: AppearanceState = { kind: 'attaching', device: nameOf(ownHandler), isHere: true };
  if (standingOf(identity, state).isAttaching) return here;
  if (handler === ownHandler) return attachment.kind === 'failed' ? here : { kind: 'active' };
  if (attachment.kind === 'attaching') return { kind: 'attaching', device: nameOf(attachment.handler), isHere: false };
  return { kind: 'remote', device: nameOf(handler) };
}

function shownEnd(end: CallEnd, nameOf: (handler: string) => string): EndReason {
  return end.kind === 'answered-elsewhere' ? { kind: end.kind, device: nameOf(end.handler) } : end;
}
