import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArrivals } from '../src-renderer/audio/playout/arrivals.ts';
import { ComfortNoise } from '../src-renderer/audio/playout/comfort-noise.ts';
import { Playout } from '../src-renderer/audio/playout/playout.ts';
import { createQuantilePolicy } from '../src-renderer/audio/playout/target-policy.ts';
import { isQuiet } from '../src-renderer/audio/playout/time-stretch.ts';
import { msOf, samplesIn } from '../src-renderer/audio/units.ts';
import { speakToFile } from '../test/support/speech.ts';
import { figure, type Figures } from './figures.ts';

const frameMs = 20;
const lostAtMs = 10_000;
const outageMs = 3000;
const afterMs = 10_000;
const delayMs = 30;
const jitterMs = 20;
const block = 128;

/** How often the delay is written down, and how far from the one before the outage it counts as normal, ms. */
const tableStepMs = 500;
const normalWithinMs = 20;

const story =
  'The morning train left the station a little late. Nobody seemed to mind, because the sun was out and the coffee was ' +
  'hot. When we reached the coast, gulls were circling over the harbour. A man sold fresh bread from a cart, and we ' +
  'bought two loaves. Later that day we walked along the beach until it was dark.';

interface Frame {
  readonly sequence: number;
  readonly atMs: number;
  readonly samples: Float32Array;
}

/** How what an outage held up comes in when the network is back: at once, or so many times as fast as it was said. */
const returns = { atOnce: Infinity, fiveTimesAsFast: 5, twiceAsFast: 2 };

/**
 * The model of the network: 30 ms and up to 20 ms of jitter, nothing for 3 s, and then all that was said meanwhile, in
 * order and at `drain` times its speed, with what is said behind it.
 */
function arrivals(speech: Float32Array, offset: number, drain: number): readonly Frame[] {
  const length = samplesIn(frameMs);
  const backAtMs = lostAtMs + outageMs;
  let latest = 0;
  return Array.from({ length: (backAtMs + afterMs) / frameMs }, (_, sequence) => {
    const sentMs = (sequence + 1) * frameMs;
    const start = (offset + sequence * length) % (speech.length - length);
    const held = sentMs < lostAtMs ? sentMs : Math.max(sentMs, backAtMs + (sentMs - lostAtMs) / drain);
    latest = Math.max(latest, held + delayMs + ((sequence * 7919) % jitterMs));
    return { sequence, atMs: latest, samples: speech.slice(start, start + length) };
  });
}

interface Outcome {
  /** From the network's return until the delay is normal for good. */
  readonly normalAfterMs: number;
  readonly heardPercent: number;
  /** The delay every 500 ms from the network's return on. */
  readonly delaysMs: readonly number[];
}

function outcomeOf(frames: readonly Frame[]): Outcome {
  const playout = new Playout({
    arrivals: createArrivals(createQuantilePolicy()),
    noise: new ComfortNoise(Math.random),
  });
  const backAt = samplesIn(lostAtMs + outageMs);
  const output = new Float32Array(block);
  const delays: number[] = [];
  let next = 0;
  let usual = 0;
  let normalAt = backAt;
  for (let now = 0; now < backAt + samplesIn(afterMs); now += block) {
    for (let frame = frames[next]; frame !== undefined && samplesIn(frame.atMs) <= now; frame = frames[++next]) {
      const { sequence, samples } = frame;
      playout.put({ kind: 'speech', sequence, timestampMs: sequence * frameMs, samples }, now);
    }
    playout.pull(output, now);
    const { delay } = playout.figures;
    if (now < samplesIn(lostAtMs)) usual = delay;
    if (now >= backAt && Math.abs(delay - usual) > samplesIn(normalWithinMs)) normalAt = now;
    if (now >= backAt + samplesIn(delays.length * tableStepMs)) delays.push(msOf(delay));
  }
  const heldUp = frames.filter(({ sequence }) => sequence * frameMs >= lostAtMs).slice(0, outageMs / frameMs);
  const spoken = heldUp.filter(({ samples }) => !isQuiet(samples)).length;
  return {
    normalAfterMs: msOf(normalAt - backAt),
    heardPercent: 100 * (1 - playout.figures.skipped / spoken),
    delaysMs: delays,
  };
}

/**
 * Real speech through the real playout, with an outage of 3 s: how long the delay takes to be normal again, ms from the
 * network's return, the share of the speech held up that is heard, and the delay at each half second after the return.
 */
export async function catchUp(): Promise<Figures> {
  const directory = await mkdtemp(join(tmpdir(), 'byway-catch-up-'));
  try {
    const { samples } = await speakToFile(join(directory, 'story.wav'), story, 'en-us');
    const offsets = Array.from({ length: 10 }, (_, index) => samplesIn(index * 1300));
    const figures: Record<string, Figures[string]> = {};
    for (const [name, drain] of Object.entries(returns)) {
      const outcomes = offsets.map((offset) => outcomeOf(arrivals(samples, offset, drain)));
      figures[`${name}NormalAfterMs`] = figure(outcomes.map(({ normalAfterMs }) => normalAfterMs));
      figures[`${name}HeardPercent`] = figure(outcomes.map(({ heardPercent }) => heardPercent));
      for (let step = 1; step <= 8; step++) {
        const delays = outcomes.map(({ delaysMs }) => delaysMs[step] ?? 0);
        figures[`${name}DelayMsAt${step * tableStepMs}`] = figure(delays);
      }
    }
    return figures;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
