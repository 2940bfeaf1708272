import type { CallEvent, EventBody } from '../../src-protocol/events.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { assertNever } from './assert-never.ts';
import type { CallRecord } from './call-record.ts';

/** What can be asked of a call. Devices and other calls are named by their URIs. */
export type CallCommand =
  | { readonly kind: 'answer' | 'move'; readonly handler: string }
  | { readonly kind: 'decline' | 'cancel' | 'end' | 'hold' | 'resume' }
  | { readonly kind: 'transfer'; readonly target: string }
  | { readonly kind: 'transfer-to'; readonly other: string };

/**
 * The event by which a command is given (PROTOCOL 5). Throws a `PhoneError` where the command does not fit the state:
 * `call-ended`, or `not-now`.
 */
export function eventFor(command: CallCommand, record: CallRecord): EventBody<CallEvent> {
  switch (command.kind) {
    case 'answer':
      requireUnanswered(record, 'inbound');
      return { event: 'answered', handler: command.handler };
    case 'decline':
      requireUnanswered(record, 'inbound');
      return { event: 'declined' };
    case 'cancel':
      requireUnanswered(record, 'outbound');
      return { event: 'end' };
    case 'end':
      if (record.state.kind !== 'answered') requireUnanswered(record, 'outbound');
      return { event: 'end' };
    case 'move':
      requireAnswered(record);
      return { event: 'move', handler: command.handler };
    case 'hold':
    case 'resume':
      requireAnswered(record);
      return { event: command.kind === 'hold' ? 'hold' : 'unhold' };
    case 'transfer':
      requireAnswered(record);
      return { event: 'transfer', target: command.target };
    case 'transfer-to':
      requireAnswered(record);
      return { event: 'transfer-warm', other: command.other };
    default:
      return assertNever(command);
  }
}

/** Throws a `PhoneError` `call-ended` for a call that is over. */
export function requireLiving({ state }: CallRecord): void {
  if (state.kind === 'over') throw new PhoneError('call-ended');
}

/** Throws a `PhoneError`: `call-ended`, or `not-now` for a call that was not answered yet. */
export function requireAnswered(record: CallRecord): void {
  requireLiving(record);
  if (record.state.kind !== 'answered') throw new PhoneError('not-now');
}

/** Throws a `PhoneError`: `call-ended`, or `not-now` for a call that was answered or has another direction. */
export function requireUnanswered(record: CallRecord, direction: 'inbound' | 'outbound'): void {
  requireLiving(record);
  if (record.description?.direction !== direction || record.state.kind !== 'unanswered')
    throw new PhoneError('not-now');
}
