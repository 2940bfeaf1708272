import type { StateEvent } from '../../src-protocol/call-progress.ts';
import type { CallEnd, CallIdentity, CallState } from './call-state.ts';
import { shownText } from './response-failure.ts';

/** Why a call is over, in the person's terms. `event` is its final event, undefined when the provider has forgotten it. */
export function endReason(
  call: CallIdentity,
  state: Exclude<CallState, { kind: 'over' }>,
  event: StateEvent | undefined,
): CallEnd {
  if (state.kind === 'answered' && state.transfer === 'done') return { kind: 'transferred' };
  if (state.kind === 'answered' && isElsewhere(call, state.handler))
    return { kind: 'answered-elsewhere', handler: state.handler };
  const isInbound = call.direction === 'inbound';
  switch (event?.event) {
    case 'declined':
      return event.reason === 'busy' && !isInbound
        ? { kind: 'busy' }
        : { kind: 'declined', by: isInbound ? 'us' : 'them' };
    case 'noanswer':
      return { kind: isInbound ? 'missed' : 'no-answer' };
    case 'failed':
      return afterFailure(event.reason);
    case 'end':
      return state.kind === 'answered' ? { kind: 'ended', by: event.by ?? 'unknown' } : unanswered(isInbound, event.by);
    default:
      return state.kind === 'unanswered' && isInbound ? { kind: 'missed' } : { kind: 'ended', by: 'unknown' };
  }
}

/** A call that came in and was taken by another device never was one of this device. */
function isElsewhere({ direction, ownHandler }: CallIdentity, handler: string): boolean {
  return direction === 'inbound' && handler !== ownHandler;
}

function unanswered(isInbound: boolean, by: 'us' | 'them' | 'provider' | undefined): CallEnd {
  if (isInbound) return by === 'us' ? { kind: 'declined', by: 'us' } : { kind: 'missed' };
  return by === 'us' ? { kind: 'cancelled' } : { kind: 'ended', by: by ?? 'unknown' };
}

function afterFailure(reason: string | undefined): CallEnd {
  switch (reason) {
    case undefined:
    case 'error':
      return { kind: 'failed' };
    case 'busy':
    case 'unreachable':
      return { kind: reason };
    case 'rejected':
      return { kind: 'declined', by: 'them' };
    case 'timeout':
      return { kind: 'no-answer' };
    default:
      return { kind: 'failed', detail: shownText(reason) };
  }
}
