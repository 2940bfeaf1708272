import type { CallDescription } from '../../src-protocol/call.ts';
import type { PhoneFailure } from '../../src-bridge/phone-error.ts';
import type { Clock, Log, Random } from './ports.ts';
import type { ProviderClient } from './provider-client.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';

/** What a call takes from its line. */
export interface CallLine {
  readonly id: string;
  readonly client: ProviderClient;
  readonly policy: ReconnectPolicy;
  /** The URI of this device's own handler on the line. */
  readonly ownHandler: string;
  readonly mediaTimeoutMs: number;
}

export interface CallOptions {
  readonly id: string;
  readonly uri: string;
  readonly line: CallLine;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Names a device by its handler URI; empty while the name is not known. */
  readonly nameOf: (handler: string) => string;
  readonly isDoNotDisturb: () => boolean;
  readonly onChange: () => void;
  /** The card leaves. */
  readonly onRemoved: () => void;
  /** The provider says that this device's handler is not active on the line. */
  readonly onHandlerInvalid: () => void;
}

/** A call of which something is known before it is asked for. */
export interface KnownCall {
  readonly description: CallDescription;
  readonly problem?: PhoneFailure | undefined;
}
