import type { AppearanceState, CallAppearance, ConnectionState, EndReason } from '../../src-bridge/phone-state.ts';
import type { Messages } from '../messages/en.ts';
import { formatParty } from '../messages/phone-number.ts';

/** The state of a call in words (UI, "A call appearance, by state"). `isOffline`: this device has no connection. */
export function stateWords(call: CallAppearance, isOffline: boolean, text: Messages): string {
  if (isOffline && isEstablished(call.state)) return text.callState.offline;
  if (call.isFarSideLost && isEstablished(call.state)) return text.callState.farSideLost;
  return ownWords(call.state, text);
}

/** The accessible name of a card: state first, then who it is. */
export function cardName(call: CallAppearance, isOffline: boolean, text: Messages): string {
  return `${stateWords(call, isOffline, text)}, ${formatParty(call.party.number)}`;
}

/** Whether an answered call waits, for us or for them, to be connected again. */
export function isInterrupted({ state, isFarSideLost }: CallAppearance, isOffline: boolean): boolean {
  return isEstablished(state) && (isOffline || isFarSideLost);
}

/** Whether calls have to wait for the network. */
export function isCutOff(connection: ConnectionState): boolean {
  return connection.kind === 'reconnecting' || connection.kind === 'offline';
}

/** Whether the call was answered, by this device or another, and goes on. */
export function isEstablished(state: AppearanceState): boolean {
  return state.kind === 'attaching' || state.kind === 'active' || state.kind === 'remote';
}

function ownWords(state: AppearanceState, text: Messages): string {
  switch (state.kind) {
    case 'ringing':
      return text.callState.ringing;
    case 'calling':
      return state.isAlerting ? text.callState.alerting : text.callState.calling;
    case 'attaching':
      return state.isHere ? text.callState.attachingHere : text.callState.attaching(state.device);
    case 'active':
      return text.callState.active;
    case 'remote':
      return text.callState.remote(state.device);
    case 'ended':
      return endWords(state.reason, text.endReason);
    default:
      return assertNever(state);
  }
}

function endWords(reason: EndReason, text: Messages['endReason']): string {
  switch (reason.kind) {
    case 'ended':
      return { us: text.endedByUs, them: text.endedByThem, provider: text.endedByProvider, unknown: text.ended }[
        reason.by
      ];
    case 'declined':
      return text.declined;
    case 'busy':
      return text.busy;
    case 'no-answer':
      return text.noAnswer;
    case 'cancelled':
      return text.cancelled;
    case 'missed':
      return text.missed;
    case 'unreachable':
      return text.unreachable;
    case 'dropped':
      return text.dropped;
    case 'failed':
      return reason.detail === undefined ? text.failed : text.failedBecause(reason.detail);
    case 'answered-elsewhere':
      return text.answeredElsewhere(reason.device);
    default:
      return assertNever(reason);
  }
}

function assertNever(value: never): never {
  throw new TypeError(`unknown kind: ${JSON.stringify(value)}`);
}
