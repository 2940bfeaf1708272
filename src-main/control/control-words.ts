import type { PhoneErrorCode, PhoneFailure } from '../../src-bridge/phone-error.ts';
import type { CallAppearance, Device, PhoneState } from '../../src-bridge/phone-state.ts';
import { ControlError } from './control-error.ts';

/** A call as scripts read it. */
export interface CallLineItem {
  readonly id: string;
  readonly state: CallAppearance['state']['kind'];
  readonly direction: 'inbound' | 'outbound';
  readonly number: string;
  readonly line: string;
  /** The device that has the call, or is to have it. */
  readonly device?: string;
  readonly startedAt: string;
  readonly answeredAt?: string;
  readonly reason?: string;
}

export function describeCall(call: CallAppearance, { lines }: PhoneState): CallLineItem {
  const { id, state, direction, party, lineId, startedAt, answeredAt } = call;
  const line = lines.find((each) => each.id === lineId);
  const device = 'device' in state ? state.device?.name : undefined;
  return {
    id,
    state: state.kind,
    direction,
    number: party.number,
    line: line?.number ?? line?.name ?? '',
    ...(device === undefined ? {} : { device }),
    startedAt: new Date(startedAt).toISOString(),
    ...(answeredAt === undefined ? {} : { answeredAt: new Date(answeredAt).toISOString() }),
    ...(state.kind === 'ended' ? { reason: state.reason.kind } : {}),
  };
}

/** A call in one line of columns. */
export function callColumns(call: CallAppearance, state: PhoneState): string {
  const { id, direction, number, line, device, ...rest } = describeCall(call, state);
  const where = device === undefined ? '' : ` on ${device}`;
  const reason = rest.reason === undefined ? '' : ` (${rest.reason})`;
  return [id.slice(0, shownIdLength), `${rest.state}${where}${reason}`, direction, number, `line ${line}`].join('\t');
}

/** A device in one line of columns. */
export function deviceColumns({ id, name, vendor, lineIds }: Device, { lines }: PhoneState): string {
  const numbers = lines.filter((line) => lineIds.includes(line.id)).map(({ number, name: own }) => number ?? own);
  return [id.slice(0, shownIdLength), name, vendor ?? '', numbers.join(' ')].join('\t');
}

/** As much of an id as tells calls and devices of one account apart. */
const shownIdLength = 8;

const sentences: Partial<Readonly<Record<PhoneErrorCode, readonly [string, ControlError['exitCode']]>>> = {
  'unknown-authority': ['The provider cannot be found. Check its name and the network.', 3],
  'bad-certificate': ['The certificate of the provider is not trusted. Give it with --ca.', 3],
  'not-ripp': ['Something answers there, but it is no RIPP provider. Check the name.', 3],
  'no-line': ['There is no such line, or none that can be used.', 4],
  'sign-in-required': ['The provider refuses the token. Check --token.', 3],
  forbidden: ['The provider does not allow it.', 1],
  unreachable: ['That number cannot be reached. Check it.', 1],
  'call-ended': ['The call is over.', 1],
  'device-unavailable': ['That device is not available. "devices" lists those that are.', 4],
  'device-not-connected': ['The device did not connect. Try again, or choose another.', 1],
  'device-refused': ['The device does not let other devices use it.', 1],
  'device-replaced': ['Another device was chosen meanwhile.', 1],
  'bad-number': ['That is neither a number nor an address.', 2],
  overloaded: ['The provider is overloaded. Try again later.', 3],
  offline: ['There is no connection to the provider. Check the network and try again.', 3],
  'no-such-call': ['There is no such call. "calls" lists them.', 4],
  'not-now': ['That does not fit the state of the call. "calls" shows it.', 1],
};

/** A failure of the phone as a sentence and an exit code. */
export function controlErrorOf(failure: PhoneFailure, cause?: unknown): ControlError {
  const [sentence, exitCode] = sentences[failure.code] ?? [`It failed: ${failure.code}.`, 1];
  const detail = failure.detail === undefined ? '' : ` (${failure.detail})`;
  return new ControlError(sentence + detail, exitCode, { cause });
}
