import type { AudioSettings } from '../../../src-bridge/settings.ts';
import { samplesIn } from '../units.ts';
import { addSine } from './sine.ts';

export type RingTone = AudioSettings['ringTone'];

/** How a struck note sounds: its partials over the pitch, and how fast the lowest fades, in seconds. */
interface Voice {
  readonly partials: readonly { readonly ratio: number; readonly strength: number }[];
  readonly fadeSeconds: number;
}

interface Melody {
  readonly voice: Voice;
  readonly lengthMs: number;
  /** Beginning, ms, and pitch, Hz, of each note. */
  readonly notes: readonly (readonly [number, number])[];
}

const marimba: Voice = {
  partials: [
    { ratio: 1, strength: 1 },
    { ratio: 4, strength: 0.22 },
    { ratio: 10, strength: 0.04 },
  ],
  fadeSeconds: 0.35,
};

const bell: Voice = {
  partials: [
    { ratio: 1, strength: 1 },
    { ratio: 2.76, strength: 0.45 },
    { ratio: 5.4, strength: 0.2 },
  ],
  fadeSeconds: 0.09,
};

const glass: Voice = {
  partials: [
    { ratio: 1, strength: 1 },
    { ratio: 2, strength: 0.35 },
    { ratio: 3, strength: 0.12 },
  ],
  fadeSeconds: 0.22,
};

const [c5, e5, g5, b5, c6, e6] = [523.25, 659.25, 783.99, 987.77, 1046.5, 1318.51];

const melodies: Readonly<Record<RingTone, Melody>> = {
  calm: {
    voice: marimba,
    lengthMs: 4000,
    notes: [
      [0, c5],
      [260, g5],
      [520, e5],
      [780, c6],
      [1300, g5],
      [1560, c6],
    ],
  },
  classic: { voice: bell, lengthMs: 3000, notes: [...strikes(0), ...strikes(700)] },
  bright: {
    voice: glass,
    lengthMs: 2800,
    notes: [
      [0, e5],
      [120, g5],
      [240, b5],
      [360, e6],
      [640, e5],
      [760, g5],
      [880, b5],
      [1000, e6],
      [1240, b5],
      [1360, e6],
    ],
  },
};

/** A clapper between two bells, from `startMs` on. */
function strikes(startMs: number): (readonly [number, number])[] {
  return Array.from({ length: 10 }, (_, index) => [startMs + index * 50, index % 2 === 0 ? b5 : e6] as const);
}

const peak = 0.8;

/** One round of a ring tone, mono at 48 kHz, peaking at 0.8, to be played again and again. */
export function renderRingTone(tone: RingTone): Float32Array<ArrayBuffer> {
  return render(melodies[tone]);
}

/** A short rising chime to try a speaker with, mono at 48 kHz. */
export function renderTestSound(): Float32Array<ArrayBuffer> {
  const notes = [
    [0, c5],
    [180, e5],
    [360, g5],
    [540, c6],
  ] as const;
  return render({ voice: marimba, lengthMs: 1600, notes });
}

function render({ voice, lengthMs, notes }: Melody): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(samplesIn(lengthMs));
  for (const [startMs, frequency] of notes) strike(samples.subarray(samplesIn(startMs)), frequency, voice);
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.map((sample) => (sample * peak) / loudest);
}

/** Higher partials fade faster, as they do in wood and metal. */
function strike(samples: Float32Array, frequency: number, { partials, fadeSeconds }: Voice): void {
  for (const { ratio, strength } of partials) {
    const fade = fadeSeconds / Math.sqrt(ratio);
    const heard = samples.subarray(0, samplesIn(fade * 8000));
    addSine(heard, { frequency: frequency * ratio, amplitude: (seconds) => strength * Math.exp(-seconds / fade) });
  }
}
