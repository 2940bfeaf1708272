import type { Contact } from '../../src-bridge/contacts.ts';
import type {
  AppearanceState,
  CallAppearance,
  ConnectionState,
  DeviceBadge,
  EndReason,
  PhoneState,
} from '../../src-bridge/phone-state.ts';
import { partyWords } from '../messages/contact-name.ts';
import type { Messages } from '../messages/en.ts';

/** What of the phone the words on a card depend on. */
type CardContext = Pick<PhoneState, 'connection' | 'contacts'>;

/** The state of a call in words (UI, "A call appearance, by state"). `isOffline`: this device has no connection. */
export function stateWords(call: CallAppearance, isOffline: boolean, text: Messages): string {
  if (isOffline && isEstablished(call.state)) return text.callState.offline;
  if (call.farSideLostAt !== undefined && isEstablished(call.state)) return text.callState.farSideLost;
  return ownWords(call.state, text);
}

/** The accessible name of a card: state first, then who it is. */
export function cardName(call: CallAppearance, { connection, contacts }: CardContext, text: Messages): string {
  return `${stateWords(call, isCutOff(connection), text)}, ${partyWords(call.party.number, contacts)}`;
}

/** Whether an answered call waits, for us or for them, to be connected again. */
export function isInterrupted({ state, farSideLostAt }: CallAppearance, isOffline: boolean): boolean {
  return isEstablished(state) && (isOffline || farSideLostAt !== undefined);
}

/** Whether calls have to wait for the network. */
export function isCutOff(connection: ConnectionState): boolean {
  return connection.kind === 'reconnecting' || connection.kind === 'offline';
}

/** Whether the call was answered, by this device or another, and goes on. */
export function isEstablished(state: AppearanceState): boolean {
  return state.kind !== 'ringing' && state.kind !== 'calling' && state.kind !== 'ended';
}

/** What else is to be known of a call at the moment, a line each. */
export function callNews(
  call: CallAppearance,
  contacts: readonly Contact[],
  { callNews: text, callState }: Messages,
): readonly string[] {
  const { state, askedBy, transferredBy, digits } = call;
  const movingTo = 'movingTo' in state ? state.movingTo : undefined;
  return [
    movingTo && callState.attaching(deviceName(movingTo, callState)),
    call.isHeldByThem && text.heldByThem,
    call.areTheyMuted && text.theyAreMuted,
    call.isTransferring && text.transferring,
    transferredBy && text.transferredBy(partyWords(transferredBy, contacts)),
    askedBy && text.askedBy(deviceName(askedBy, callState)),
    digits.ours && text.ourDigits(digits.ours),
    digits.theirs && text.theirDigits(digits.theirs),
  ].filter((line) => typeof line === 'string' && line !== '') as string[];
}

function deviceName({ name }: DeviceBadge, text: Messages['callState']): string {
  return name === '' ? text.anotherDevice : name;
}

function ownWords(state: AppearanceState, { callState: text, endReason }: Messages): string {
  switch (state.kind) {
    case 'ringing':
      return text.ringing;
    case 'calling':
      return callingWords(state, text);
    case 'attaching':
      return state.isHere ? text.attachingHere : text.attaching(deviceName(state.device, text));
    case 'active':
      return text.active;
    case 'held':
      return text.held;
    case 'remote':
      return (state.isHeld ? text.heldRemote : text.remote)(deviceName(state.device, text));
    case 'unattached':
      return state.isHere ? text.unattachedHere : text.unattached(deviceName(state.device, text));
    case 'ended':
      return state.reason.kind === 'answered-elsewhere'
        ? endReason.answeredElsewhere(deviceName(state.reason.device, text))
        : endWords(state.reason, endReason);
    default:
      return assertNever(state);
  }
}

function callingWords(
  { isAlerting, device }: Extract<AppearanceState, { kind: 'calling' }>,
  text: Messages['callState'],
): string {
  if (device === undefined) return isAlerting ? text.alerting : text.calling;
  return (isAlerting ? text.alertingFrom : text.callingFrom)(deviceName(device, text));
}

function endWords(reason: Exclude<EndReason, { kind: 'answered-elsewhere' }>, text: Messages['endReason']): string {
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
    case 'transferred':
      return text.transferred;
    default:
      return assertNever(reason);
  }
}

function assertNever(value: never): never {
  throw new TypeError(`unknown kind: ${JSON.stringify(value)}`);
}
