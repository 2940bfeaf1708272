import type {
  AppearanceState,
  CallAppearance,
  ConnectionState,
  Device,
  DeviceBadge,
  EndReason,
  PhoneState,
} from '../../src-bridge/phone-state.ts';
import { pictureUrl } from '../../src-bridge/device-pictures.ts';
import { settingsSchema } from '../../src-bridge/settings.ts';

/** A moment of which nothing depends, ms since the epoch. */
export const sampleNow = Date.UTC(2026, 0, 27, 10, 23, 14);

/** A phone that is signed in, online and at rest, with `changes` to that. */
export function samplePhone(changes: Partial<PhoneState> = {}): PhoneState {
  return {
    account: { kind: 'signed-in', provider: 'example.com', isDemo: false },
    connection: { kind: 'online', since: sampleNow },
    lines: [{ id: 'l1', name: 'Main line', number: '+14085550100' }],
    devices: [],
    calls: [],
    notices: [],
    contacts: [],
    lamps: {},
    deskPhones: { kind: 'off' },
    settings: settingsSchema.parse({ deviceName: 'Desk', language: 'en' }),
    ...changes,
  };
}

/** A phone that nobody has signed in to. */
export function signedOutPhone(changes: Partial<PhoneState> = {}): PhoneState {
  return samplePhone({ account: { kind: 'signed-out' }, connection: { kind: 'offline' }, lines: [], ...changes });
}

/** A phone that has lost its provider and tries again at `retryAt`. */
export function reconnecting(retryAt?: number): ConnectionState {
  return { kind: 'reconnecting', since: sampleNow, ...(retryAt === undefined ? {} : { retryAt }) };
}

/** A call in `state`, with `changes` to an ordinary one. */
export function sampleCall(state: AppearanceState, changes: Partial<CallAppearance> = {}): CallAppearance {
  const isAnswered = state.kind === 'active' || state.kind === 'held' || state.kind === 'remote';
  return {
    id: 'c1',
    lineId: 'l1',
    direction: state.kind === 'ringing' ? 'inbound' : 'outbound',
    party: { number: '+14085551002', isVerified: false },
    startedAt: sampleNow,
    ...(isAnswered ? { answeredAt: sampleNow } : {}),
    ...(state.kind === 'active' ? { audio: { codec: 'opus', sampleRate: 48_000, frameMs: 20 } } : {}),
    state,
    isMuted: false,
    isHeldByThem: false,
    areTheyMuted: false,
    digits: { ours: '', theirs: '' },
    isTransferring: false,
    ...changes,
  };
}

/** Three devices of an account, this one first. */
export const sampleDevices: readonly Device[] = [
  sampleDevice('desk', 'Desk', { isThis: true, picture: pictureUrl('desktop') }),
  sampleDevice('kitchen', 'Kitchen phone', { picture: pictureUrl('desk-phone') }),
  sampleDevice('laptop', 'Laptop', { picture: pictureUrl('laptop') }),
];

/** A device on the only line, with `changes` to an ordinary one. */
export function sampleDevice(id: string, name: string, changes: Partial<Device> = {}): Device {
  return { id, name, vendor: 'Byway', isThis: false, lineIds: ['l1'], ...changes };
}

/** The state of a call of another device, `device`, in which nobody talks. */
export function unattachedTo(device: DeviceBadge): AppearanceState {
  return { kind: 'unattached', device, isHere: false };
}

/** The state of a call that is over for `reason`. */
export function endedFor(reason: EndReason): AppearanceState {
  return { kind: 'ended', reason };
}
