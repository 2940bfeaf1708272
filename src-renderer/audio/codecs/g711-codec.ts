import type { AudioCodec } from '../../../src-bridge/phone-state.ts';
import { engineRate } from '../units.ts';
import type { Codec } from './codec.ts';
import type { CompandingLaw } from './g711.ts';
import { createDecimator, createInterpolator } from './resampler.ts';

const factor = engineRate / 8000;

/** A G.711 codec (RFC 3551, 4.5.14) with the given law: 8 kHz, one byte a sample, converted from and to 48 kHz. */
export function createG711Codec(name: AudioCodec, payloadType: number, createLaw: () => CompandingLaw): Codec {
  return {
    name,
    payloadType,
    createEncoder(plan, onEncoded) {
      const law = createLaw();
      const decimate = createDecimator(factor);
      return {
        frameMs: plan.frameMs,
        encode: ({ samples, timestampMs, level }) =>
          onEncoded({ payload: law.compress(decimate(samples)), timestampMs, level }),
        close: () => undefined,
      };
    },
    createDecoder(onDecoded) {
      const law = createLaw();
      const interpolate = createInterpolator(factor);
      return {
        decode: ({ payload, sequence, timestampMs }) =>
          onDecoded({ samples: interpolate(law.expand(payload)), sequence, timestampMs }),
        close: () => undefined,
      };
    },
  };
}
