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
      /** This side holds the call: nobody talks. */
      readonly isHeld: boolean;
      readonly transfer: Transfer;
    }
  | { readonly kind: 'over'; readonly reason: CallEnd };

/** As in the window's terms, but a device is a handler URI until the appearance names it. */
export type CallEnd =
  | Exclude<EndReason, { kind: 'answered-elsewhere' }>
  | { readonly kind: 'answered-elsewhere'; readonly handler: string };

/**
 * How far a device (`handler`, its URI) is with becoming the one that talks (PROTOCOL 5, Answer and Move). `failed`: it
 * did not connect, or is this device and knows of no connection. `doubtful`: this device lost its event stream before
 * it was told that it is connected. `chosen`: an outbound call names that other device, of which no more is known.
 */
export type Attachment =
  /** No device was chosen yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'chosen' | 'attaching' | 'connected' | 'failed' | 'doubtful'; readonly handler: string };

/** How far we are with connecting the far side with somebody else. */
export type Transfer = 'none' | 'pending' | 'done';

/** What does not change while a call lasts. */
export interface CallIdentity {
  readonly direction: 'inbound' | 'outbound';
  /** The URI of this device's own handler on the call's line; undefined for a program that is no device. */
  readonly ownHandler: string | undefined;
}

export type CallInput =
  /** An event of the provider. */
  | { readonly kind: 'event'; readonly event: CallEvent }
  /** The provider described the call. `isPlacedHere`: as the answer to the placing of it by this device, for itself. */
  | { readonly kind: 'described'; readonly description: CallDescription; readonly isPlacedHere: boolean }
  /** A device was removed from the line. */
  | { readonly kind: 'device-gone'; readonly handler: string }
  /** The person goes on with a call of this device that has no media here. */
  | { readonly kind: 'resumed' }
  /** The event stream was opened anew; what is outstanding is said again. */
  | { readonly kind: 'reopened' }
  /** The provider no longer has the call; `ended` is its last description, where that is known. */
  | { readonly kind: 'gone'; readonly ended?: CallDescription | undefined };

export const initialCallState: CallState = { kind: 'unanswered', isAlerting: false, attachment: { kind: 'none' } };

/** The state of a call after `input`. Receiving the same thing twice changes nothing, and no state is taken back. */
export function nextCallState(call: CallIdentity, state: CallState, input: CallInput): CallState {
  if (state.kind === 'over') return state;
  switch (input.kind) {
    case 'event':
      return afterEvent(call, state, input.event);
    case 'described':
      return afterDescription(call, state, input);
    case 'device-gone':
      return afterRemoval(state, input.handler);
    case 'resumed':
      return isUnattachedHere(call, state) ? { ...state, attachment: settled(state.handler) } : state;
    case 'reopened':
      return afterReopening(call, state);
    case 'gone':
      return afterEnd(call, state, input.ended);
    default:
      return assertNever(input);
  }
}

type Living = Exclude<CallState, { kind: 'over' }>;

function afterDescription(
  call: CallIdentity,
  state: Living,
  { description, isPlacedHere }: Extract<CallInput, { kind: 'described' }>,
): CallState {
  if (isFinal(description.event.event)) return afterEnd(call, state, description);
  const next = afterState(call, state, description.event);
  const { handler, held, attached } = description;
  if (next.kind === 'over') return next;
  if (next.kind === 'answered') return withAttachment(call, { ...next, isHeld: held }, attached);
  const { attachment } = next;
  // A device that another one wants to use learns from `attaching` who asks, and takes no media before that.
  if (attachment.kind !== 'none' || handler === undefined) return next;
  if (handler !== call.ownHandler) return { ...next, attachment: { kind: 'chosen', handler } };
  return isPlacedHere ? { ...next, attachment: { kind: 'attaching', handler } } : next;
}

/** What happened to a call while nobody here heard of it: it may have been answered in between. */
function afterEnd(call: CallIdentity, state: Living, ended: CallDescription | undefined): CallState {
  const { answered, handler } = ended ?? {};
  const last = answered === undefined || handler === undefined ? state : afterAnswer(call, state, handler);
  if (last.kind === 'over') return last;
  const reason = endReason(call, last, ended?.event);
  return { kind: 'over', reason: wasDropped(last, reason) ? { kind: 'dropped' } : reason };
}

/** A provider that ends a call whose far side is away has given it up. */
function afterFinal(call: CallIdentity, state: Living, event: StateEvent): CallState {
  const reason = endReason(call, state, event);
  const isGivenUp = state.kind === 'answered' && state.isFarSideLost && wasDropped(state, reason);
  return { kind: 'over', reason: isGivenUp ? { kind: 'dropped' } : reason };
}

/** Neither side is known to have ended the talk: the provider gave the call up, or lost it. */
function wasDropped(last: Living, reason: CallEnd): boolean {
  return last.kind === 'answered' && reason.kind === 'ended' && (reason.by === 'provider' || reason.by === 'unknown');
}

/** The description tells whether the call's device has media; of this device it settles no more than a doubt. */
function withAttachment(
  { ownHandler }: CallIdentity,
  state: Extract<CallState, { kind: 'answered' }>,
  isAttached: boolean,
): CallState {
  const { attachment, handler } = state;
  if (attachment.kind === 'attaching') return state;
  if (!isAttached) return { ...state, attachment: { kind: 'failed', handler } };
  const isKnown = attachment.kind === 'doubtful' || handler !== ownHandler;
  return isKnown ? { ...state, attachment: settled(handler) } : state;
}

/** What is outstanding is said again. Of this device itself is known whether it was connected, or in doubt. */
function afterReopening({ ownHandler }: CallIdentity, state: Living): CallState {
  const { attachment } = state;
  const isOwn = attachment.kind !== 'none' && attachment.handler === ownHandler;
  if (state.kind === 'unanswered') {
    if (!isOwn) return { ...state, attachment: { kind: 'none' } };
    return attachment.kind === 'attaching' ? { ...state, attachment: { ...attachment, kind: 'doubtful' } } : state;
  }
  const known = { ...state, isFarSideLost: false };
  if (!isOwn) return { ...known, attachment: settled(state.handler) };
  const isSure = state.handler === ownHandler && attachment.kind !== 'attaching';
  return isSure ? known : { ...known, attachment: { ...attachment, kind: 'doubtful' } };
}

/** True where the call is this device's own and nobody talks. */
export function isUnattachedHere(
  { ownHandler }: CallIdentity,
  state: CallState,
): state is Extract<CallState, { kind: 'answered' }> {
  return state.kind === 'answered' && state.handler === ownHandler && isUnattached(state);
}

function isUnattached({ attachment }: Living): boolean {
  return attachment.kind === 'failed' || attachment.kind === 'doubtful';
}

/** Nobody talks any more where the device had the call; a device on its way to it is reported as failed. */
function afterRemoval(state: Living, handler: string): CallState {
  if (state.kind !== 'answered' || state.handler !== handler || state.attachment.kind === 'attaching') return state;
  return { ...state, attachment: { kind: 'failed', handler } };
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
      return state.kind === 'answered'
        ? { ...state, handler: event.handler, attachment: settled(event.handler) }
        : answeredOn(event.handler);
    case 'attach-failed':
      return isAttaching(state, event.handler) ? { ...state, attachment: afterFailure(state, event.handler) } : state;
    case 'reconnecting':
    case 'reconnected':
      return state.kind === 'answered' ? { ...state, isFarSideLost: event.event === 'reconnecting' } : state;
    case 'hold':
    case 'unhold':
      return state.kind === 'answered' ? { ...state, isHeld: event.event === 'hold' } : state;
    case 'transfer-pending':
    case 'transfer-reject':
    case 'transfer-failed':
    case 'transfer-success':
      return state.kind === 'answered' ? { ...state, transfer: afterTransfer[event.event] } : state;
    case 'transferred-from':
      return state.kind === 'answered' ? { ...state, isFarSideLost: false } : state;
    default:
      return state;
  }
}

const afterTransfer = {
  'transfer-pending': 'pending',
  'transfer-reject': 'none',
  'transfer-failed': 'none',
  'transfer-success': 'done',
} as const;

function afterState(call: CallIdentity, state: Living, event: StateEvent): CallState {
  if (isFinal(event.event)) return afterFinal(call, state, event);
  if (event.event === 'answered') return afterAnswer(call, state, event.handler);
  if (state.kind === 'answered' || !isProgress(state.isAlerting ? 'alerting' : 'proceeding', event.event)) return state;
  return { ...state, isAlerting: true };
}

/**
 * A device that is attaching stays so. Where nothing is known of one, the call's own is taken to be connected, unless
 * that is this device, which would know.
 */
function afterAnswer({ ownHandler }: CallIdentity, state: Living, handler: string): CallState {
  if (state.kind === 'answered' && state.handler === handler) return state;
  const { attachment } = state;
  const isOutstanding =
    attachment.kind === 'attaching' ||
    (attachment.kind !== 'none' && attachment.kind !== 'chosen' && attachment.handler === handler);
  if (isOutstanding) return { ...answeredOn(handler), attachment };
  return handler === ownHandler
    ? { ...answeredOn(handler), attachment: { kind: 'failed', handler } }
    : answeredOn(handler);
}

/** Where a move failed the call stays with its device; where the call's own device failed nobody talks. */
function afterFailure(state: Living, handler: string): Attachment {
  if (state.kind === 'answered' && state.handler !== handler) return settled(state.handler);
  return { kind: 'failed', handler };
}

function answeredOn(handler: string): Extract<CallState, { kind: 'answered' }> {
  return {
    kind: 'answered',
    handler,
    attachment: settled(handler),
    isFarSideLost: false,
    isHeld: false,
    transfer: 'none',
  };
}

function settled(handler: string): Attachment {
  return { kind: 'connected', handler };
}

function isAttaching({ attachment }: Living, handler: string): boolean {
  return attachment.kind === 'attaching' && attachment.handler === handler;
}
