import type { AppearanceState, CallAppearance, EndReason } from '../../../src-bridge/phone-state.ts';
import { assertNever } from '../../session/assert-never.ts';
import type { CallFacts, FinalFacts } from '../../session/call-facts.ts';
import type { DialogEntry, DialogState } from '../dialog-table.ts';

export type DialogProgress = DialogEntry['progress'];
type Termination = Extract<DialogProgress, { state: 'terminated' }>;
type LivingCall = Exclude<AppearanceState, { kind: 'ended' }>;

const rank: Readonly<Record<DialogState, number>> = { trying: 0, proceeding: 1, early: 2, confirmed: 3, terminated: 4 };

/** The call went to another device of the account before, and after, this one was in it. */
const answeredElsewhere: Termination = { state: 'terminated', event: 'cancelled', code: 487 };
const movedElsewhere: Termination = { state: 'terminated', event: 'replaced' };
const broken: Termination = { state: 'terminated', event: 'error' };
const declined: Termination = { state: 'terminated', event: 'rejected', code: 603 };
const timedOut: Termination = { state: 'terminated', event: 'timeout', code: 408 };
const givenUp: Termination = { state: 'terminated', event: 'cancelled', code: 487 };

/**
 * How the dialog of this device goes on after `before`, its progress so far (RFC 4235, 3.7.1); undefined where the call
 * is and was none of its. What goes on after an end is another dialog.
 */
export function progressHere(
  before: DialogProgress | undefined,
  card: CallAppearance,
  facts: CallFacts,
): DialogProgress | undefined {
  const { state } = card;
  if (state.kind === 'ended') return before && endHere(before, card, state.reason, facts);
  if (isHere(state, facts)) return forward(before, livingHere(state));
  return before && elsewhere(before);
}

/** The same of the call on its line, whichever device has it. */
export function progressOnLine(
  before: DialogProgress | undefined,
  card: CallAppearance,
  { final }: CallFacts,
): DialogProgress | undefined {
  const { state } = card;
  if (state.kind === 'ended') return before && over(before, endOf(state.reason, card, final));
  return forward(before, living(state));
}

/** How a dialog ends of which nothing more can be known: this phone signs out or shuts down. `isOurs`: we end the call. */
export function progressWhenLost(before: DialogProgress, { isOurs }: { readonly isOurs: boolean }): DialogProgress {
  if (before.state !== 'confirmed') return over(before, givenUp);
  return isOurs ? bye('us') : broken;
}

/** True where the call rings on this device, or is its own. */
function isHere(state: LivingCall, { handler, ownHandler }: CallFacts): boolean {
  if (ownHandler === undefined) return false;
  return state.kind === 'ringing' || handler === ownHandler;
}

/** No state is taken back; after an end there is another dialog. */
function forward(before: DialogProgress | undefined, next: DialogProgress): DialogProgress {
  if (before === undefined || before.state === 'terminated') return next;
  return rank[next.state] > rank[before.state] ? next : before;
}

/** A dialog ends once. */
function over(before: DialogProgress, end: Termination): DialogProgress {
  return before.state === 'terminated' ? before : end;
}

function elsewhere(before: DialogProgress): DialogProgress {
  return over(before, before.state === 'confirmed' ? movedElsewhere : answeredElsewhere);
}

/** This device is early once it alerts somebody. */
function livingHere(state: LivingCall): DialogProgress {
  return state.kind === 'ringing' && state.isSilenced ? { state: 'trying' } : living(state);
}

function living(state: LivingCall): DialogProgress {
  switch (state.kind) {
    case 'ringing':
      return { state: 'early' };
    case 'calling':
      return { state: state.isAlerting ? 'early' : 'proceeding' };
    case 'attaching':
    case 'active':
    case 'held':
    case 'remote':
    case 'unattached':
      return { state: 'confirmed' };
    default:
      return assertNever(state);
  }
}

function endHere(
  before: DialogProgress,
  card: CallAppearance,
  reason: EndReason,
  { final }: CallFacts,
): DialogProgress {
  return reason.kind === 'answered-elsewhere' ? elsewhere(before) : over(before, endOf(reason, card, final));
}

/** Why a call is over, in SIP's terms. A call that was never answered ends with the code of its response. */
function endOf(reason: EndReason, card: CallAppearance, final: FinalFacts | undefined): Termination {
  const isInbound = card.direction === 'inbound';
  switch (reason.kind) {
    case 'ended':
      return card.answeredAt === undefined ? beforeAnswer(reason.by) : bye(reason.by);
    case 'answered-elsewhere':
      return bye(final?.by ?? 'unknown');
    case 'transferred':
      return bye('us');
    case 'declined':
      return isInbound && reason.by === 'them' ? broken : declined;
    case 'missed':
      return final?.event === 'noanswer' ? timedOut : givenUp;
    case 'no-answer':
      return timedOut;
    case 'cancelled':
      return givenUp;
    case 'busy':
      return isInbound ? broken : rejected(486);
    case 'unreachable':
      return isInbound ? broken : rejected(480);
    case 'failed':
      return isInbound || card.answeredAt !== undefined ? broken : rejected(500);
    case 'dropped':
      return broken;
    default:
      return assertNever(reason);
  }
}

type EndedBy = Extract<EndReason, { kind: 'ended' }>['by'];

/** The provider is the far side of every dialog of ours. */
function bye(by: EndedBy): Termination {
  if (by === 'unknown') return broken;
  return { state: 'terminated', event: by === 'us' ? 'local-bye' : 'remote-bye' };
}

function beforeAnswer(by: EndedBy): Termination {
  if (by === 'unknown') return broken;
  return by === 'us' ? givenUp : rejected(by === 'them' ? 480 : 503);
}

function rejected(code: number): Termination {
  return { state: 'terminated', event: 'rejected', code };
}
