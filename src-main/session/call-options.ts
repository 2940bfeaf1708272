import type { CallDescription } from '../../src-protocol/call.ts';
import type { PhoneFailure } from '../../src-bridge/phone-error.ts';
import type { DeviceBadge } from '../../src-bridge/phone-state.ts';
import type { Clock, Log, Random } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';

/** What a call takes from its line. */
export interface CallLine {
  readonly id: string;
  readonly client: ProviderClient;
  readonly policy: ReconnectPolicy;
  /** The URI of this device's own handler on the line; undefined for a program that is no device. */
  readonly ownHandler: string | undefined;
  readonly mediaTimeoutMs: number;
  /** Names a device by its handler URI. */
  readonly badgeOf: (handler: string) => DeviceBadge;
  /** True for a device that was removed from the line. */
  readonly isGone: (handler: string) => boolean;
}

export interface CallOptions {
  readonly id: string;
  readonly uri: string;
  readonly line: CallLine;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly isDoNotDisturb: () => boolean;
  /** True when the account's other devices may have this one take calls. */
  readonly letsOthersUse: () => boolean;
  readonly onChange: () => void;
  /** The provider was reached again: what waits to be tried again can be. */
  readonly onReachable: () => void;
  /** The card leaves. */
  readonly onRemoved: () => void;
  /** The call was taken up on this device (`taken`: given to it, or resumed), or it can be talked in now. */
  readonly onTalk: (since: 'taken' | 'connected') => void;
  /** The provider says that a handler is not active on the line. */
  readonly onHandlerInvalid: (handler: string) => void;
}

/** A call of which something is known before it is asked for. */
export interface KnownCall {
  readonly description: CallDescription;
  readonly problem?: PhoneFailure | undefined;
  /** The handler of the device for which this one placed the call. */
  readonly placedFor?: string | undefined;
}
