import { describe, expect, test } from 'vitest';
import { delaysAfter, noiseItem, playStream, speechItem, toneFrame, type PlayedStream } from './played-stream.ts';
import { greatestStep } from './voice.ts';

const ms = 48;
const lostAtMs = 8000;
const delayMs = 30;

/** When what was sent at `sentMs` arrives where nothing does from 8 s on for `outageMs`, and then `drain` times as fast. */
function afterOutage(sentMs: number, outageMs: number, drain: number): number {
  if (sentMs < lostAtMs) return sentMs + delayMs;
  const backAt = lostAtMs + outageMs;
  return delayMs + Math.max(sentMs, backAt + (sentMs - lostAtMs) / drain);
}

/** Speech in sentences of 2 s, each after a pause of 0.5 s, or without any pause. */
function play(script: {
  outageMs: number;
  drain: number;
  frameMs?: number;
  hasPauses?: boolean;
  isLost?: (sentMs: number) => boolean;
}): PlayedStream {
  const { outageMs, drain, frameMs = 20, hasPauses = false, isLost = () => false } = script;
  const items = Array.from({ length: 24_000 / frameMs }, (_, index) => {
    const sentMs = index * frameMs;
    const item = speechItem(index, sentMs, frameMs);
    if (hasPauses && sentMs % 2500 >= 2000) item.samples.fill(0);
    return { atMs: afterOutage(sentMs, outageMs, drain), item };
  });
  return playStream({ items: items.filter(({ item }) => !isLost(item.timestampMs)) });
}

const delayBefore = ({ delaysMs }: PlayedStream): number => delaysAfter(delaysMs, lostAtMs - 200);

/** The farthest that the delay is from what it was, from `sinceMs` on until the end. */
function farthest(played: PlayedStream, sinceMs: number): number {
  const later = played.delaysMs.slice(Math.ceil(sinceMs / 100));
  return Math.max(...later.map((each) => Math.abs(each - delayBefore(played))));
}

describe.each([10, 20])('with frames of %i ms', (frameMs) => {
  describe.each([1000, 3000, 5000])('after %i ms in which nothing came', (outageMs) => {
    const burst = play({ outageMs, drain: Infinity, frameMs, hasPauses: true });
    const backAt = lostAtMs + outageMs;

    test('and then all of it at once, the delay is what it was within 3 s, and stays so', () => {
      expect(farthest(burst, backAt + 3000)).toBeLessThan(20);
      expect(farthest(play({ outageMs, drain: Infinity, frameMs }), backAt + 3000)).toBeLessThan(20);
    });

    test.each([2, 3, 5])(
      'and then %i times as fast, the delay is what it was 3 s after the last came late',
      (drain) => {
        const caughtUpAt = backAt + outageMs / (drain - 1);
        expect(farthest(play({ outageMs, drain, frameMs }), caughtUpAt + 3000)).toBeLessThan(20);
      },
    );

    test('nothing counts as lost, and all that can be played in time is heard', () => {
      const skippedMs = burst.figures.skipped * frameMs;
      expect(burst.figures.lost).toBe(0);
      expect(skippedMs).toBeLessThanOrEqual(outageMs <= 3000 ? 0 : outageMs / 4);
    });

    test('it does not click', () => {
      const { heard } = play({ outageMs, drain: Infinity, frameMs });
      expect(greatestStep(heard)).toBeLessThan(greatestStep(toneFrame(0, 9600)) * 1.5);
    });
  });
});

test('a backlog that holds pauses of the far side is caught up too, and does not raise the delay for later', () => {
  const outageMs = 3000;
  const items = Array.from({ length: 1000 }, (_, index) => {
    const sentMs = index * 20 + (index > 430 ? 1480 : 0);
    const item = index === 430 ? noiseItem(index, sentMs) : speechItem(index, sentMs);
    return { atMs: afterOutage(sentMs, outageMs, Infinity), item };
  });
  const played = playStream({ items });
  expect(farthest(played, lostAtMs + outageMs + 3000)).toBeLessThan(20);
  expect(played.figures).toMatchObject({ lost: 0, skipped: 0 });
});

test('where half of the backlog was lost, nobody waits for what does not come', () => {
  const isLost = (sentMs: number): boolean => sentMs >= lostAtMs + 500 && sentMs < lostAtMs + 2000;
  const played = play({ outageMs: 3000, drain: Infinity, isLost });
  expect(farthest(played, lostAtMs + 3000 + 3000)).toBeLessThan(20);
  expect(played.figures.lost).toBe(75);
});

test('outages that follow one another do not raise the delay', () => {
  const hangsIn = (sentMs: number): number => (sentMs % 6000 >= 5000 ? 6000 - (sentMs % 6000) : 0);
  const played = playStream({ frames: 2000, arrival: (index) => index * 20 + delayMs + hangsIn(index * 20) });
  for (const minute of [11_900, 17_900, 23_900, 29_900, 35_900]) {
    expect(delaysAfter(played.delaysMs, minute - 1100)).toBeLessThan(20);
  }
});

test('a way that has become longer for good is taken for what it is', () => {
  const played = playStream({
    frames: 1500,
    arrival: (index) => index * 20 + (index < 400 ? delayMs : delayMs + 300 + ((index * 7) % 40)),
  });
  expect(played.figures.concealed).toBeLessThan(40);
  expect(played.figures.lost).toBe(0);
  expect(played.heard.length).toBeGreaterThan(1500 * 20 * ms);
});
