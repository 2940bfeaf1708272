import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { soundRate } from './sound-server.ts';

const run = promisify(execFile);

/** A sentence as sound: the WAV file and its mono samples at `soundRate`. */
export interface Speech {
  readonly wavFile: string;
  readonly samples: Float32Array;
}

/** Speaks `sentence` into `wavFile` with espeak-ng, at 48 kHz, with half a second of silence around it. */
export async function speakToFile(wavFile: string, sentence: string, voice: string): Promise<Speech> {
  const raw = `${wavFile}.espeak.wav`;
  await run('espeak-ng', ['-v', voice, '-s', '150', '-w', raw, sentence]);
  await run('sox', [raw, '-r', String(soundRate), '-c', '1', '-b', '16', wavFile, 'norm', '-6', 'pad', '0.5', '0.5']);
  const bytes = await readFile(wavFile);
  const data = bytes.subarray(bytes.indexOf('data') + 8);
  const samples = Float32Array.from({ length: data.length >> 1 }, (_, index) => data.readInt16LE(index * 2) / 32_768);
  return { wavFile, samples };
}

const frameMs = 10;
const silenceFloor = 1e-3;

/** The loudness of `samples` every 10 ms, as a logarithm: what the ear follows, whatever codec and gain did. */
function envelope(samples: Float32Array): number[] {
  const frame = (soundRate * frameMs) / 1000;
  return Array.from({ length: Math.floor(samples.length / frame) }, (_, index) => {
    let energy = 0;
    for (const sample of samples.subarray(index * frame, (index + 1) * frame)) energy += sample * sample;
    return Math.log(silenceFloor + Math.sqrt(energy / frame));
  });
}

/** How well `said` is heard in `heard`: the best correlation of the loudness curves over all delays, -1 to 1. */
export function howWellHeard(said: Float32Array, heard: Float32Array): { correlation: number; delayMs: number } {
  const source = envelope(said);
  const recording = envelope(heard);
  let best = { correlation: -1, delayMs: 0 };
  for (let lag = 0; lag + source.length <= recording.length; lag++) {
    const correlation = pearson(source, recording, lag);
    if (correlation > best.correlation) best = { correlation, delayMs: lag * frameMs };
  }
  return best;
}

function pearson(source: readonly number[], recording: readonly number[], lag: number): number {
  const length = source.length;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumYY = 0;
  let sumXY = 0;
  for (let index = 0; index < length; index++) {
    const x = source[index] ?? 0;
    const y = recording[index + lag] ?? 0;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumYY += y * y;
    sumXY += x * y;
  }
  const spread = Math.sqrt((sumXX - (sumX * sumX) / length) * (sumYY - (sumY * sumY) / length));
  return spread === 0 ? 0 : (sumXY - (sumX * sumY) / length) / spread;
}

/** Root mean square of `samples`, 0 to 1. */
export function loudness(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return Math.sqrt(energy / Math.max(1, samples.length));
}
