const silence = 127;
const meterFloorDb = -60;

/** Root mean square of `samples`, 0 to 1. */
export function rms(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return Math.sqrt(energy / Math.max(1, samples.length));
}

/** An RMS, 0 to 1, as RFC 6464 has it: 0 (loudest) to 127 (silence), in -dBov. */
export function activityLevel(loudness: number): number {
  if (!(loudness > 0)) return silence;
  return Math.min(silence, Math.max(0, Math.round(-20 * Math.log10(loudness))));
}

/** The RMS of a level in -dBov; 127 is silence. The other way round of `activityLevel`. */
export function loudnessOf(level: number): number {
  return level >= silence ? 0 : 10 ** (-level / 20);
}

/** An RMS as a meter shows it: 0 at -60 dB and below, 1 at full scale, even steps for even decibels. */
export function meterLevel(loudness: number): number {
  if (!(loudness > 0)) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(loudness)) / meterFloorDb));
}
