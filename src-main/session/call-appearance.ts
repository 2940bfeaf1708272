import type { CallDescription } from '../../src-protocol/call.ts';
import type { PhoneFailure } from '../../src-bridge/phone-error.ts';
import type {
  AppearanceState,
  AudioPlan,
  CallAppearance,
  DeviceBadge,
  EndReason,
} from '../../src-bridge/phone-state.ts';
import { assertNever } from './assert-never.ts';
import type { CallFeatures } from './call-features.ts';
import { type CallEnd, type CallIdentity, type CallState } from './call-state.ts';
import { standingOf } from './call-standing.ts';

/** What is known of a call, from which its card is made. */
export interface CallFacts {
  readonly id: string;
  readonly lineId: string;
  readonly identity: CallIdentity;
  readonly description: CallDescription;
  readonly state: CallState;
  readonly features: CallFeatures;
  readonly answeredAt: number | undefined;
  readonly farSideLostAt: number | undefined;
  readonly isSilenced: boolean;
  readonly isMuted: boolean;
  /** The handler of the other device that had this one take the call; empty where it is not known which. */
  readonly askedBy: string | undefined;
  readonly audio: AudioPlan | undefined;
  readonly problem: PhoneFailure | undefined;
}

/** Names a device by its handler URI, which itself never enters the card. */
type BadgeOf = (handler: string) => DeviceBadge;

/** The card of a call. */
export function appearanceOf(facts: CallFacts, badgeOf: BadgeOf): CallAppearance {
  const { id, lineId, description, state, answeredAt, farSideLostAt, isMuted, askedBy, audio, problem } = facts;
  const { isHeldByThem, areTheyMuted, digits, transferredBy } = facts.features;
  const isInbound = description.direction === 'inbound';
  return {
    id,
    lineId,
    direction: description.direction,
    party: { number: isInbound ? description.from : description.to, isVerified: isInbound && description.verified },
    startedAt: Date.parse(description.started),
    ...(answeredAt === undefined ? {} : { answeredAt }),
    state: appearanceState(facts, badgeOf),
    isMuted,
    ...(farSideLostAt === undefined ? {} : { farSideLostAt }),
    isHeldByThem,
    areTheyMuted,
    digits,
    isTransferring: state.kind === 'answered' && state.transfer === 'pending',
    ...(transferredBy === undefined ? {} : { transferredBy }),
    ...(askedBy === undefined ? {} : { askedBy: badgeOf(askedBy) }),
    ...(audio === undefined ? {} : { audio }),
    ...(problem === undefined ? {} : { problem }),
  };
}

function appearanceState(facts: CallFacts, badgeOf: BadgeOf): AppearanceState {
  const { identity, state, isSilenced } = facts;
  switch (state.kind) {
    case 'unanswered':
      return unansweredState(identity, state, { isSilenced, badgeOf });
    case 'answered':
      return answeredState(identity, state, badgeOf);
    case 'over':
      return { kind: 'ended', reason: shownEnd(state.reason, badgeOf) };
    default:
      return assertNever(state);
  }
}

function unansweredState(
  identity: CallIdentity,
  { attachment, isAlerting }: Extract<CallState, { kind: 'unanswered' }>,
  { isSilenced, badgeOf }: { isSilenced: boolean; badgeOf: BadgeOf },
): AppearanceState {
  if (identity.direction === 'inbound') return { kind: 'ringing', isSilenced };
  const isElsewhere = attachment.kind !== 'none' && attachment.handler !== identity.ownHandler;
  return { kind: 'calling', isAlerting, ...(isElsewhere ? { device: badgeOf(attachment.handler) } : {}) };
}

function answeredState(
  identity: CallIdentity,
  state: Extract<CallState, { kind: 'answered' }>,
  badgeOf: BadgeOf,
): AppearanceState {
  const { handler, attachment, isHeld } = state;
  const { isAttaching, isActive } = standingOf(identity, state);
  if (isAttaching) return { kind: 'attaching', device: badgeOf(identity.ownHandler ?? ''), isHere: true };
  if (isActive) {
    const movingTo = attachment.kind === 'attaching' ? { movingTo: badgeOf(attachment.handler) } : {};
    return { kind: isHeld ? 'held' : 'active', ...movingTo };
  }
  if (attachment.kind === 'attaching') return { kind: 'attaching', device: badgeOf(attachment.handler), isHere: false };
  const isElsewhere = attachment.kind === 'doubtful' && handler !== identity.ownHandler;
  if (attachment.kind === 'connected' || isElsewhere) return { kind: 'remote', device: badgeOf(handler), isHeld };
  return { kind: 'unattached', device: badgeOf(handler), isHere: handler === identity.ownHandler };
}

function shownEnd(end: CallEnd, badgeOf: BadgeOf): EndReason {
  return end.kind === 'answered-elsewhere' ? { kind: end.kind, device: badgeOf(end.handler) } : end;
}
