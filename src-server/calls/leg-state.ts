import { isFinal, isProgress, type StateEvent, type StateEventName } from '../../src-protocol/call-progress.ts';
import type { Ending } from './call-side.ts';

export type Direction = 'inbound' | 'outbound';

/**
 * True when a client of a leg may send this state event now (PROTOCOL 5). What it may not send is ignored without an
 * error:
 *
 *   proceeding -> alerting -> answered -> over
 *
 * Progress and refusals belong to an inbound leg before its answer; `end` to both at any time before the end.
 */
export function acceptsFromClient(direction: Direction, current: StateEventName, event: StateEventName): boolean {
  if (isFinal(current)) return false;
  switch (event) {
    case 'end':
      return true;
    case 'proceeding':
    case 'alerting':
    case 'answered':
      return direction === 'inbound' && isProgress(current, event);
    case 'declined':
    case 'failed':
    case 'noanswer':
      return direction === 'inbound' && current !== 'answered';
  }
}

/** A device's refusal as the provider says it to both sides; a failure always has a reason (PROTOCOL 5). */
export function refusalOf(event: Extract<StateEvent, { event: 'declined' | 'failed' | 'noanswer' }>): Ending {
  const reason = event.reason ?? (event.event === 'failed' ? 'error' : undefined);
  return { event: event.event, ...(reason === undefined ? {} : { reason }) };
}
