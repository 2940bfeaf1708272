/** `length` samples at 48 kHz that have what matters of a voice: a pitch, harmonics that fall, a formant. */
export function voice(pitch: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => {
    const phase = (2 * Math.PI * pitch * index) / 48_000;
    return (
      0.25 *
      (Math.sin(phase) + 0.6 * Math.sin(2 * phase + 0.4) + 0.5 * Math.sin(3 * phase + 1) + 0.2 * Math.sin(5 * phase))
    );
  });
}

/** The greatest difference between two neighbours: what the ear hears as a click where it leaps. */
export function greatestStep(samples: Float32Array): number {
  let greatest = 0;
  for (let index = 1; index < samples.length; index++) {
    greatest = Math.max(greatest, Math.abs((samples[index] ?? 0) - (samples[index - 1] ?? 0)));
  }
  return greatest;
}
