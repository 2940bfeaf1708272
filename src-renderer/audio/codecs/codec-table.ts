import type { AudioCodec } from '../../../src-bridge/phone-state.ts';
import type { Codec } from './codec.ts';
import { opus } from './opus.ts';
import { pcma } from './pcma.ts';
import { pcmu } from './pcmu.ts';

const codecs: Readonly<Record<AudioCodec, Codec>> = { opus, PCMU: pcmu, PCMA: pcma };

/** The codec that a plan names, to send with. */
export function codecNamed(name: AudioCodec): Codec {
  return codecs[name];
}

/** The codec of a packet's payload type, to receive with; undefined for what is no codec. */
export function codecOfPayload(payloadType: number): Codec | undefined {
  return Object.values(codecs).find((codec) => codec.payloadType === payloadType);
}
