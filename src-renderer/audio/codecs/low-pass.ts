/** Kaiser window for about 60 dB of stop-band attenuation. */
const kaiserBeta = 5.65;

/**
 * The taps of a linear-phase low-pass filter: windowed sinc of `length` taps, cutting at `cutoff` (0 to 0.5, as a share
 * of the sample rate), with a gain of 1 at 0 Hz.
 */
export function lowPassTaps(length: number, cutoff: number): Float32Array {
  const middle = (length - 1) / 2;
  const taps = Float32Array.from({ length }, (_, index) => {
    const x = index - middle;
    const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
    return sinc * kaiser(x / middle);
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** The Kaiser window at `x`, -1 to 1. */
function kaiser(x: number): number {
  return besselI0(kaiserBeta * Math.sqrt(Math.max(0, 1 - x * x))) / besselI0(kaiserBeta);
}

/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-9; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
