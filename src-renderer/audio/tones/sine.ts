import { engineRate, samplesIn } from '../units.ts';

/** Both ends of a sound are faded over this, so that they do not click. */
const edge = samplesIn(4);

export interface Sine {
  /** Hz. */
  readonly frequency: number;
  /** Strength by the time since the beginning, in seconds. */
  readonly amplitude: (seconds: number) => number;
}

/** Adds a sine to `samples`, over their whole length, with soft ends. */
export function addSine(samples: Float32Array, { frequency, amplitude }: Sine): void {
  for (let index = 0; index < samples.length; index++) {
    const seconds = index / engineRate;
    const softness = Math.min(1, index / edge, (samples.length - 1 - index) / edge);
    const wave = Math.sin(2 * Math.PI * frequency * seconds);
    samples[index] = (samples[index] ?? 0) + wave * amplitude(seconds) * softness;
  }
}
