import type { CallEvent, EventBody } from '../../src-protocol/events.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { assertNever } from './assert-never.ts';
import type { CallRecord } from './call-record.ts';

export type CallCommand = 'answer' | 'decline' | 'cancel' | 'end';

/**
 * The event by which a command is given (PROTOCOL 5). Throws a `PhoneError` where the command does not fit the state:
 * `call-ended`, or `not-now`.
 */
export function eventFor(command: CallCommand, record: CallRecord, ownHandler: string): EventBody<CallEvent> {
  switch (command) {
    case 'answer':
      requireUnanswered(record, 'inbound');
      return { event: 'answered', handler: ownHandler };
    case 'decline':
      requireUnanswered(record, 'inbound');
      return { event: 'declined' };
    case 'cancel':
      requireUnanswered(record, 'outbound');
      return { event: 'end' };
    case 'end':
      if (record.state.kind !== 'answered') requireUnanswered(record, 'outbound');
      return { event: 'end' };
    default:
      return assertNever(command);
  }
}

/** Throws a `PhoneError` `call-ended` for a call that is over. */
export function requireLiving({ state }: CallRecord): void {
  if (state.kind === 'over') throw new PhoneError('call-ended');
}

/** Throws a `PhoneError`: `call-ended`, or `not-now` for a call that was answered or has another direction. */
export function requireUnanswered(record: CallRecord, direction: 'inbound' | 'outbound'): void {
  requireLiving(record);
  if (record.description?.direction !== direction || record.state.kind !== 'unanswered')
    throw new PhoneError('not-now');
}
