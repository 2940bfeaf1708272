import type { ProgressTone } from '../audio-desk.ts';
import { samplesIn } from '../units.ts';
import { addSine } from './sine.ts';

/** One burst of a tone and the silence after it. */
interface Burst {
  readonly frequencies: readonly number[];
  readonly onMs: number;
  readonly offMs: number;
}

/** The precise tone plan of North America; `ended` is busy's quicker cousin, three times. */
const cadences: Readonly<Record<ProgressTone, readonly Burst[]>> = {
  ringback: [{ frequencies: [440, 480], onMs: 2000, offMs: 4000 }],
  busy: [{ frequencies: [480, 620], onMs: 500, offMs: 500 }],
  ended: [
    { frequencies: [480, 620], onMs: 180, offMs: 150 },
    { frequencies: [480, 620], onMs: 180, offMs: 150 },
    { frequencies: [480, 620], onMs: 180, offMs: 2000 },
  ],
  lost: [
    { frequencies: [392], onMs: 160, offMs: 60 },
    { frequencies: [329.63], onMs: 240, offMs: 2000 },
  ],
  live: [
    { frequencies: [523.25], onMs: 90, offMs: 20 },
    { frequencies: [783.99], onMs: 140, offMs: 2000 },
  ],
};

/** Of full scale, for each frequency: clear, and softer than a voice. */
const amplitude = 0.08;

/** One round of a call-progress tone, mono at 48 kHz, to be played again and again. */
export function renderProgressTone(tone: ProgressTone): Float32Array<ArrayBuffer> {
  const cadence = cadences[tone];
  const totalMs = cadence.reduce((sum, { onMs, offMs }) => sum + onMs + offMs, 0);
  const samples = new Float32Array(samplesIn(totalMs));
  let startMs = 0;
  for (const { frequencies, onMs, offMs } of cadence) {
    const part = samples.subarray(samplesIn(startMs), samplesIn(startMs + onMs));
    for (const frequency of frequencies) addSine(part, { frequency, amplitude: () => amplitude });
    startMs += onMs + offMs;
  }
  return samples;
}
