import type { Contact, Lamp } from './contacts.ts';
import type { DeskPhonesState } from './desk-phones.ts';
import type { PhoneFailure } from './phone-error.ts';
import type { Settings, Shortcut } from './settings.ts';

/**
 * The whole truth of the phone as one immutable value, published by the main process on every change.
 * It holds no token, no URI and no socket: lines, calls and devices are named by ids that the session minted.
 * Times are milliseconds since the epoch.
 */
export interface PhoneState {
  readonly account: AccountState;
  readonly connection: ConnectionState;
  readonly lines: readonly Line[];
  /** Every device of the account: this one first, then the others by name. */
  readonly devices: readonly Device[];
  /** Newest ringing first, then the others by their start, newest first. */
  readonly calls: readonly CallAppearance[];
  readonly notices: readonly Notice[];
  /** By name. */
  readonly contacts: readonly Contact[];
  /** What the phones of contacts do, by the contact's id, of those that have a lamp. */
  readonly lamps: Readonly<Record<string, Lamp>>;
  /** Whether desk phones can see the calls. */
  readonly deskPhones: DeskPhonesState;
  /** How updates stand; absent where the phone does not renew itself. */
  readonly updates?: UpdatesState;
  readonly settings: Settings;
  /** What was offered to the dial box and not taken yet. */
  readonly dialOffer?: DialOffer;
  /** How the desktop around the windows stands; absent in a browser. */
  readonly desktop?: DesktopState;
}

/** A number, an address or a link from elsewhere, for the dial box. It is never called by itself. */
export interface DialOffer {
  readonly id: string;
  readonly text: string;
}

/** What only a program with windows of its own has. */
export interface DesktopState {
  readonly platform: 'windows' | 'macos' | 'linux';
  /** `denied`: the system keeps the microphone from this program. */
  readonly microphone: 'allowed' | 'denied';
  /** Wanted, but another program has them. */
  readonly takenShortcuts: readonly Shortcut[];
  /** The call on which the main window was opened last; `count` tells one time from the next. */
  readonly openedOn?: { readonly callId: string; readonly count: number };
}

/**
 *   signed-out -> signing-in -> signed-in -> signed-out
 *        ^------------'
 */
export type AccountState =
  /** Nobody is signed in; `problem` says why the last attempt, or the last session, ended. */
  | { readonly kind: 'signed-out'; readonly problem?: PhoneFailure }
  /** The sign-in page is open in the system browser (`page`), or the provider is being asked (`provider`). */
  | { readonly kind: 'signing-in'; readonly provider: string; readonly waitsFor: 'page' | 'provider' }
  /** An account is in use. `isDemo`: it belongs to the built-in provider. */
  | { readonly kind: 'signed-in'; readonly provider: string; readonly isDemo: boolean };

/**
 *   offline -> connecting -> online <-> reconnecting
 */
export type ConnectionState =
  /** No account, so nothing to connect to. */
  | { readonly kind: 'offline' }
  /** The first attempt is under way. */
  | { readonly kind: 'connecting' }
  /** Every line's event stream is open. */
  | { readonly kind: 'online'; readonly since: number }
  /** Some line's event stream is lost; the next attempt is at `retryAt`, or under way when that is absent. */
  | {
      readonly kind: 'reconnecting';
      readonly since: number;
      readonly retryAt?: number;
      readonly problem?: PhoneFailure;
    };

/** A terminal group, as the person sees it. */
export interface Line {
  readonly id: string;
  readonly name: string;
  /** The number that others call, E.164, where the provider names exactly one. */
  readonly number?: string;
}

/** What is shown of a device wherever it is named. `name` is empty while it is not known. */
export interface DeviceBadge {
  readonly id: string;
  readonly name: string;
  /** A `data:` URL of an image. */
  readonly picture?: string;
}

/** A device of the account: its handlers on all lines as one. */
export interface Device extends DeviceBadge {
  readonly vendor?: string;
  readonly isThis: boolean;
  /** The lines on which it is registered: calls of other lines cannot be given to it. */
  readonly lineIds: readonly string[];
}

export interface Party {
  /** E.164 number or address, as the provider gave it. */
  readonly number: string;
  readonly isVerified: boolean;
}

/** One call as one card. */
export interface CallAppearance {
  readonly id: string;
  readonly lineId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly party: Party;
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly state: AppearanceState;
  readonly isMuted: boolean;
  /** Since when the far side has no media (`reconnecting`); absent while it has. */
  readonly farSideLostAt?: number;
  /** The far side has put the call on hold. */
  readonly isHeldByThem: boolean;
  /** The far side has muted its microphone. */
  readonly areTheyMuted: boolean;
  /** Keypad digits so far, of any device of this account and of the far side; the last 32 of each. */
  readonly digits: { readonly ours: string; readonly theirs: string };
  /** A transfer is under way; the call goes on meanwhile. */
  readonly isTransferring: boolean;
  /** The number of who transferred the call to the present far side, or to us. */
  readonly transferredBy?: string;
  /** The other device of this account that had this device take the call. Present while the call is here. */
  readonly askedBy?: DeviceBadge;
  /** Present while the audio engine of this device is to run: early media and talk alike. */
  readonly audio?: AudioPlan;
  /** What went wrong with the last action on this call; leaves with the next action. */
  readonly problem?: PhoneFailure;
}

/**
 *   inbound:  ringing --answer--> attaching -> active <-> held -> ended
 *                \-----elsewhere--> remote <---move---'           ^
 *   outbound: calling -----------> attaching -> active -----------'
 */
export type AppearanceState =
  /** Inbound, not answered. `isSilenced`: no ring on this device. */
  | { readonly kind: 'ringing'; readonly isSilenced: boolean }
  /** Outbound, not answered. `isAlerting`: somebody's phone rings there. `device`: the other device that is to have it. */
  | { readonly kind: 'calling'; readonly isAlerting: boolean; readonly device?: DeviceBadge }
  /** Answered, and the named device is being connected. */
  | { readonly kind: 'attaching'; readonly device: DeviceBadge; readonly isHere: boolean }
  /** In call on this device, which keeps the conversation while `movingTo` is being connected. */
  | { readonly kind: 'active'; readonly movingTo?: DeviceBadge }
  /** In call on this device, and on hold by us. */
  | { readonly kind: 'held'; readonly movingTo?: DeviceBadge }
  /** In call on another device of this account. */
  | { readonly kind: 'remote'; readonly device: DeviceBadge; readonly isHeld: boolean }
  /** Answered, but the named device did not connect: nobody talks until the call is pulled or moved. */
  | { readonly kind: 'unattached'; readonly device: DeviceBadge; readonly isHere: boolean }
  /** Over; the card leaves by itself. */
  | { readonly kind: 'ended'; readonly reason: EndReason };

export type EndReason =
  | { readonly kind: 'ended'; readonly by: 'us' | 'them' | 'provider' | 'unknown' }
  | { readonly kind: 'declined'; readonly by: 'us' | 'them' }
  | { readonly kind: 'busy' | 'no-answer' | 'cancelled' | 'missed' | 'unreachable' | 'dropped' }
  | { readonly kind: 'failed'; readonly detail?: string }
  | { readonly kind: 'answered-elsewhere'; readonly device: DeviceBadge }
  /** We connected the far side with somebody else. */
  | { readonly kind: 'transferred' };

export const audioCodecs = ['opus', 'PCMU', 'PCMA'] as const;
export type AudioCodec = (typeof audioCodecs)[number];

/** The directive of a call in the audio engine's terms. */
export interface AudioPlan {
  readonly codec: AudioCodec;
  /** Highest sample rate to send, Hz. */
  readonly sampleRate: number;
  /** Length of a frame, ms. */
  readonly frameMs: number;
  /** Highest bit rate to send, bits per second, where the directive names one. */
  readonly bitRate?: number;
}

/** Something to be told once, not tied to a call. */
export interface Notice {
  readonly id: string;
  readonly code: 'no-keychain' | 'settings-reset' | 'registered-anew';
}

/**
 *   none -> available -> downloading -> ready
 *   available or ready -> postponed -> available or ready
 */
export type UpdatesState =
  /** Nothing newer is known. */
  | { readonly kind: 'none' }
  /** There is a new version, and the person is asked whether to fetch it: this may cost money. */
  | { readonly kind: 'available'; readonly version: string }
  | { readonly kind: 'downloading'; readonly version: string }
  /** The next start is that of the new version. */
  | { readonly kind: 'ready'; readonly version: string }
  /** The person wants to be asked another day. */
  | { readonly kind: 'postponed'; readonly version: string; readonly isDownloaded: boolean };

/** What the person can say to an update that is offered. */
export const updateChoices = ['download', 'restart', 'later'] as const;
export type UpdateChoice = (typeof updateChoices)[number];
