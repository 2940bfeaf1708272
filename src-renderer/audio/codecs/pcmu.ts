import { payloadTypes } from '../../../src-bridge/audio-port.ts';
import { createG711Codec } from './g711-codec.ts';
import { createMulaw } from './g711.ts';
import type { Codec } from './codec.ts';

/** G.711 with the mu law. */
export const pcmu: Codec = createG711Codec('PCMU', payloadTypes.PCMU, createMulaw);
