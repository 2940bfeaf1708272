import { payloadTypes } from '../../../src-bridge/audio-port.ts';
import { createG711Codec } from './g711-codec.ts';
import { createAlaw } from './g711.ts';
import type { Codec } from './codec.ts';

/** G.711 with the A law. */
export const pcma: Codec = createG711Codec('PCMA', payloadTypes.PCMA, createAlaw);
