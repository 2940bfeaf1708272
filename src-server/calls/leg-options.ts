import type { CallEvent, CallEventOf } from '../../src-protocol/events.ts';
import type { Handler } from '../../src-protocol/handler.ts';
import type { Group } from '../accounts.ts';
import type { World } from '../world.ts';
import type { CallParties } from './call-parties.ts';
import type { Leg } from './leg.ts';
import type { LegRecord } from './leg-record.ts';
import type { Direction } from './leg-state.ts';

/** What a client asks for when it wants to leave a call to others. */
export type TransferRequest = CallEventOf<'transfer'> | CallEventOf<'transfer-warm'>;

/** What a leg is made of. */
export interface LegOptions {
  readonly id: string;
  readonly uri: string;
  readonly group: Group;
  readonly direction: Direction;
  readonly parties: CallParties;
  /** The device that an outbound call names. */
  readonly handler?: string;
  /** What is known of a leg that is made again. */
  readonly known?: LegRecord;
  readonly world: World;
  /** The device of a URI where it is active on the leg's terminal group. */
  readonly findHandler: (uri: string) => Handler | undefined;
  readonly onTransfer: (leg: Leg, request: TransferRequest) => void;
  /** Gets every event that the leg sends. */
  readonly onEvent: (leg: Leg, event: CallEvent) => void;
  /** The leg's record may be another now. */
  readonly onChange: (leg: Leg) => void;
  readonly onOver: (leg: Leg) => void;
}
