import { payloadType } from '../../src-protocol/payload-type.ts';

/** A media chunk on its way through the switch, with its counters whole. */
export interface RelayedMedia {
  /** Who sent it: chunks of one sender share a numbering. */
  readonly sender: string;
  /** True for a sender whose numbers go on in another process: a device. What the provider itself plays begins anew. */
  readonly isFromDevice: boolean;
  readonly sequence: bigint;
  /** Wall clock of the first sample, ms, as the sender wrote it. */
  readonly timestamp: bigint;
  readonly payloadType: number;
  readonly level?: number;
  readonly payload: Uint8Array;
}

/** RFC 3389: a noise level of -127 dBov, which is silence. */
const silence = Uint8Array.of(127);

/** The comfort noise that the provider itself sends where nobody else does. `at` is ms since the epoch. */
export function comfortNoise(sequence: bigint, at: number): RelayedMedia {
  return {
    sender: 'provider',
    isFromDevice: false,
    sequence,
    timestamp: BigInt(at),
    payloadType: payloadType.comfortNoise,
    payload: silence,
  };
}
