import { createArrivals } from '../../../../../src-renderer/audio/playout/arrivals.ts';
import { ComfortNoise } from '../../../../../src-renderer/audio/playout/comfort-noise.ts';
import { Playout, type PlayoutFigures } from '../../../../../src-renderer/audio/playout/playout.ts';
import type { NoiseItem, SpeechItem, StreamItem } from '../../../../../src-renderer/audio/playout/stream-item.ts';
import { createQuantilePolicy } from '../../../../../src-renderer/audio/playout/target-policy.ts';
import { voice } from './voice.ts';

const samplesPerMs = 48;
const block = 128;
const voicePeriod = voice(140, 24_000);

/** `length` samples of one voice that never stops, from sample `start` on. */
export function toneFrame(start: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => voicePeriod[(start + index) % voicePeriod.length] ?? 0);
}

export function speechItem(sequence: number, timestampMs: number, frameMs = 20): SpeechItem {
  const length = frameMs * samplesPerMs;
  return { kind: 'speech', sequence, timestampMs, samples: toneFrame(sequence * length, length) };
}

export function noiseItem(sequence: number, timestampMs: number): NoiseItem {
  return { kind: 'noise', sequence, timestampMs, level: 127 };
}

interface Arrival {
  readonly atMs: number;
  readonly item: StreamItem;
}

/** A stream by its packets, or by when each of its frames arrives; undefined for a frame that never does. */
export type StreamScript =
  | { readonly items: readonly Arrival[] }
  | {
      readonly frames: number;
      readonly frameMs?: number;
      readonly arrival: (index: number) => number | undefined;
      readonly copies?: number;
    };

export interface PlayedStream {
  readonly figures: PlayoutFigures;
  /** Everything that was played. */
  readonly heard: Float32Array;
  /** The delay every 100 ms. */
  readonly delaysMs: readonly number[];
}

/** Plays a stream until its last packet has come, on a clock that moves as an audio thread's does: 128 samples at a time. */
export function playStream(script: StreamScript): PlayedStream {
  const arrivals = 'items' in script ? script.items : arrivalsOf(script);
  const playout = new Playout({ arrivals: createArrivals(createQuantilePolicy()), noise: new ComfortNoise(() => 0.5) });
  const endMs = (arrivals.at(-1)?.atMs ?? 0) + 3;
  const heard = new Float32Array(Math.ceil((endMs * samplesPerMs) / block) * block);
  const delaysMs: number[] = [];
  let next = 0;
  for (let now = 0; now < heard.length; now += block) {
    for (; (arrivals[next]?.atMs ?? Infinity) * samplesPerMs <= now; next++) {
      const item = arrivals[next]?.item;
      if (item !== undefined) playout.put(item, now);
    }
    playout.pull(heard.subarray(now, now + block), now);
    if (now / samplesPerMs >= delaysMs.length * 100) delaysMs.push(playout.figures.delay / samplesPerMs);
  }
  return { figures: playout.figures, heard, delaysMs };
}

/** The delay at `timeMs`. */
export function delaysAfter(delaysMs: readonly number[], timeMs: number): number {
  return delaysMs[Math.ceil(timeMs / 100)] ?? Number.NaN;
}

function arrivalsOf({
  frames,
  frameMs = 20,
  arrival,
  copies = 1,
}: Extract<StreamScript, { frames: number }>): readonly Arrival[] {
  return Array.from({ length: frames * copies }, (_, place) => Math.floor(place / copies))
    .flatMap((index) => {
      const atMs = arrival(index);
      return atMs === undefined ? [] : [{ atMs, item: speechItem(index, index * frameMs, frameMs) }];
    })
    .sort((one, other) => one.atMs - other.atMs);
}
