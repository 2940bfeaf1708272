import { joined } from '../joined.ts';
import { lowPassTaps } from './low-pass.ts';

/** Turns a stream of samples at one rate into the same stream at another, block by block. */
export type Resampler = (block: Float32Array) => Float32Array<ArrayBuffer>;

/** Taps at the lower rate: 16 of them reach from 3.4 to 4.6 kHz at 8 kHz, for a delay of 1 ms. */
const tapsPerPhase = 16;

/** Where the filters cut, as a share of the lower rate: just under its half, so that the transition aliases little. */
const cutoffShare = 0.47;

/** Lowers the sample rate by the whole number `factor`; the length of each block is a multiple of `factor`. */
export function createDecimator(factor: number): Resampler {
  const taps = lowPassTaps(tapsPerPhase * factor, cutoffShare / factor);
  const history = taps.length - factor;
  let past = new Float32Array(history);
  return (block) => {
    const input = joined([past, block]);
    const output = new Float32Array(block.length / factor);
    for (let index = 0; index < output.length; index++) output[index] = dot(taps, input, index * factor);
    past = input.slice(input.length - history);
    return output;
  };
}

/** Raises the sample rate by the whole number `factor`. */
export function createInterpolator(factor: number): Resampler {
  const phases = splitPhases(lowPassTaps(tapsPerPhase * factor, cutoffShare / factor), factor);
  const history = tapsPerPhase - 1;
  let past = new Float32Array(history);
  return (block) => {
    const input = joined([past, block]);
    const output = new Float32Array(block.length * factor);
    for (let index = 0; index < block.length; index++) {
      phases.forEach((phase, offset) => (output[index * factor + offset] = dot(phase, input, index)));
    }
    past = input.slice(input.length - history);
    return output;
  };
}

/** One short filter for each output sample that falls between two inputs, its taps in the order of the input. */
function splitPhases(taps: Float32Array, factor: number): Float32Array[] {
  return Array.from({ length: factor }, (_, phase) =>
    Float32Array.from(
      { length: tapsPerPhase },
      (_unused, tap) => (taps[(tapsPerPhase - 1 - tap) * factor + phase] ?? 0) * factor,
    ),
  );
}

function dot(taps: Float32Array, input: Float32Array, start: number): number {
  let sum = 0;
  for (let tap = 0; tap < taps.length; tap++) sum += (taps[tap] ?? 0) * (input[start + tap] ?? 0);
  return sum;
}
