import type { CallDescription } from '../../src-protocol/call.ts';
import { isFinal, isProgress, isStateEvent, type StateEvent } from '../../src-protocol/call-progress.ts';
import type { CallEvent } from '../../src-protocol/events.ts';
import type { EndReason } from '../../src-bridge/phone-state.ts';
import { assertNever } from './assert-never.ts';
import { endReason } from './end-reason.ts';

/**
 *   unanswered --answered--> answered
 *        |                      |
 *        '------> over <--------'
 */
export type CallState =
  | { readonly kind: 'unanswered'; readonly isAlerting: boolean; readonly attachment: Attachment }
  /** `handler` is the URI of the device that the call belongs to. */
  | {
      readonly kind: 'answered';
      readonly handler: string;
      readonly attachment: Attachment;
      /** The far side has lost its media. */
      readonly isFarSideLost: boolean;
    }
  | { readonly kind: 'over'; readonly reason: CallEnd };

/** As in the window's terms, but a device is a handler URI until the appearance names it. */
export type CallEnd =
  | Exclude<EndReason, { kind: 'answered-elsewhere' }>
  | { readonly kind: 'answered-elsewhere'; readonly handler: string };

/** How far a device (`handler`, its URI) is with becoming the one that talks (PROTOCOL 5, Answer and Move). */
export type Attachment =
  /** No device was chosen yet. */
  { readonly kind: 'none' } | { readonly kind: 'attaching' | 'connected' | 'failed'; readonly handler: string };

/** What does not change while a call lasts. */
export interface CallIdentity {
  readonly direction: 'inbound' | 'outbound';
  /** The URI of this device's own handler on the call's line. */
  readonly ownHandler: string;
}

export type CallInput =
  /** An event of the provider. */
  | { readonly kind: 'event'; readonly event: CallEvent }
  /** The provider described the call. */
  | { readonly kind: 'described'; readonly description: CallDescription }
  /** The event stream was opened anew; what is outstanding is said again. */
  | { readonly kind: 'reopened' }
  /** The provider no longer knows the call. */
  | { readonly kind: 'gone' };

export const initialCallState: CallState = { kind: 'unanswered', isAlerting: false, attachment: { kind: 'none' } };

/** The state of a call after `input`. Receiving the same thing twice changes nothing, and no state is taken back. */
export function nextCallState(call: CallIdentity, state: CallState, input: CallInput): CallState {
  if (state.kind === 'over') return state;
  switch (input.kind) {
    case 'event':
      return afterEvent(call, state, input.event);
    case 'described':
      return afterDescription(call, state, input.description);
    case 'reopened':
      return state.kind === 'answered' ? answeredOn(state.handler) : state;
    case 'gone':
      return { kind: 'over', reason: endReason(call, state, undefined) };
    default:
      return assertNever(input);
  }
}

type Living = Exclude<CallState, { kind: 'over' }>;

function afterDescription(call: CallIdentity, state: Living, description: CallDescription): CallState {
  const next = afterState(call, state, description.event);
  const { handler } = description;
  if (next.kind !== 'unanswered' || next.attachment.kind !== 'none' || handler === undefined) return next;
  return { ...next, attachment: { kind: 'attaching', handler } };
}

function afterEvent(call: CallIdentity, state: Living, event: CallEvent): CallState {
  if (isStateEvent(event)) return afterState(call, state, event);
  switch (event.event) {
    case 'attaching':
      if (isAttaching(state, event.handler)) return state;
      return { ...state, attachment: { kind: 'attaching', handler: event.handler } };
    case 'handler-connected':
      return isAttaching(state, event.handler) ? { ...state, attachment: settled(event.handler) } : state;
    case 'moved':
      return answeredOn(event.handler);
    case 'attach-failed':
      return isAttaching(state, event.handler) ? { ...state, attachment: afterFailure(state, event.handler) } : state;
    case 'reconnecting':
    case 'reconnected':
      return state.kind === 'answered' ? { ...state, isFarSideLost: event.event === 'reconnecting' } : state;
    default:
      return state;
  }
}

function afterState(call: CallIdentity, state: Living, event: StateEvent): CallState {
  if (isFinal(event.event)) return { kind: 'over', reason: endReason(call, state, event) };
  if (event.event === 'answered') return afterAnswer(state, event.handler);
  if (state.kind === 'answered' || !isProgress(state.isAlerting ? 'alerting' : 'proceeding', event.event)) return state;
  return { ...state, isAlerting: true };
}

/** A device that is attaching stays so; where nothing is known of one, the call's own is taken to be connected. */
function afterAnswer(state: Living, handler: string): CallState {
  if (state.kind === 'answered' && state.handler === handler) return state;
  const { attachment } = state;
  const isOutstanding =
    attachment.kind === 'attaching' || (attachment.kind !== 'none' && attachment.handler === handler);
  return isOutstanding ? { ...answeredOn(handler), attachment } : answeredOn(handler);
}

/** Where a move failed the call stays with its device; where the call's own device failed nobody talks. */
function afterFailure(state: Living, handler: string): Attachment {
  if (state.kind === 'answered' && state.handler !== handler) return settled(state.handler);
  return { kind: 'failed', handler };
}

function answeredOn(handler: string): Extract<CallState, { kind: 'answered' }> {
  return { kind: 'answered', handler, attachment: settled(handler), isFarSideLost: false };
}

function settled(handler: string): Attachment {
  return { kind: 'connected', handler };
}

function isAttaching({ attachment }: Living, handler: string): boolean {
  return attachment.kind === 'attaching' && attachment.handler === handler;
}

/** Where this device stands in a call. */
export interface Standing {
  readonly kind: CallState['kind'];
  /** It is to have media byways: it attaches, or the call is its own. */
  readonly isHere: boolean;
  /** It is being connected, and is to say when it is. */
  readonly isAttaching: boolean;
  /** The call was answered, and it talks. */
  readonly isActive: boolean;
}

/** Where the device with `ownHandler` stands. */
export function standingOf({ ownHandler }: CallIdentity, state: CallState): Standing {
  const { kind } = state;
  if (state.kind === 'over' || state.attachment.kind === 'none')
    return { kind, isHere: false, isAttaching: false, isActive: false };
  const { attachment } = state;
  const isOwnCall = state.kind === 'answered' && state.handler === ownHandler;
  const isOwnAttachment = attachment.handler === ownHandler;
  return {
    kind,
    isHere: isOwnAttachment ? attachment.kind !== 'failed' : isOwnCall,
    isAttaching: isOwnAttachment && attachment.kind === 'attaching',
    isActive: isOwnCall && attachment.kind === 'connected',
  };
}
