import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { greatestStep } from './voice.ts';
import { delaysAfter, noiseItem, playStream, speechItem, toneFrame } from './played-stream.ts';

const ms = 48;

describe('an even network', () => {
  const { figures, heard, delaysMs } = playStream({ frames: 500, arrival: (index) => index * 20 + 30 });

  test('plays every frame and makes nothing up', () => {
    expect(figures).toMatchObject({ received: 500, lost: 0, late: 0, concealed: 0 });
  });

  test('comes down to a delay of a few milliseconds', () => {
    expect(delaysMs.at(-1)).toBeLessThan(15);
  });

  test('has no click in it', () => {
    expect(greatestStep(heard)).toBeLessThan(greatestStep(toneFrame(0, 9600)) * 1.3);
  });
});

test('frames of 10 ms come down as far', () => {
  const { delaysMs } = playStream({ frames: 1000, frameMs: 10, arrival: (index) => index * 10 + 30 });
  expect(delaysMs.at(-1)).toBeLessThan(15);
});

test('jitter is covered, whatever its kind, and less than one frame in twenty is made up', () => {
  const jitter = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 600, maxLength: 600 });
  fc.assert(
    fc.property(jitter, (jitterMs) => {
      const { figures, delaysMs } = playStream({
        frames: 600,
        arrival: (index) => index * 20 + (jitterMs[index] ?? 0),
      });
      expect(figures.received).toBe(600);
      expect(figures.concealed).toBeLessThan(30);
      expect(delaysMs.at(-1)).toBeLessThan(65);
    }),
    { numRuns: 15 },
  );
});

describe('lost frames', () => {
  const isLost = (index: number): boolean => index % 20 === 10;
  const { figures, heard, delaysMs } = playStream({
    frames: 500,
    arrival: (index) => (isLost(index) ? undefined : index * 20 + 30),
  });

  test('are counted and made up, each once', () => {
    expect(figures).toMatchObject({ received: 475, lost: 25, late: 0 });
    expect(Math.round(figures.concealed)).toBe(25);
  });

  test('do not add to the delay', () => {
    expect(delaysMs.at(-1)).toBeLessThan(15);
  });

  test('leave no click', () => {
    expect(greatestStep(heard)).toBeLessThan(greatestStep(toneFrame(0, 9600)) * 1.5);
  });
});

test('a frame that comes after its turn was passed over is late and not lost', () => {
  const { figures } = playStream({
    frames: 300,
    arrival: (index) => (index === 200 ? 300 * 20 : index * 20 + 30),
  });
  expect(figures).toMatchObject({ received: 300, lost: 0, late: 1 });
});

test('frames that overtake each other by a frame are put right', () => {
  const { figures } = playStream({
    frames: 500,
    arrival: (index) => index * 20 + (index % 10 === 3 ? 45 : 20),
  });
  expect(figures).toMatchObject({ received: 500, lost: 0 });
  expect(figures.concealed).toBeLessThan(5);
});

test('a frame that comes twice is played once', () => {
  const { figures } = playStream({ frames: 200, arrival: (index) => index * 20 + 30, copies: 2 });
  expect(figures).toMatchObject({ received: 200, lost: 0, late: 0, concealed: 0 });
});

describe.each([200, 500, 900, 3000])('after %i ms in which nothing came, and then all of it at once', (stallMs) => {
  const stalled = stallMs / 20;
  const { figures, delaysMs } = playStream({
    frames: 900,
    arrival: (index) => (index >= 400 && index < 400 + stalled ? (400 + stalled) * 20 + 30 : index * 20 + 30),
  });

  test('the delay is back where it was within 3 s', () => {
    expect(delaysAfter(delaysMs, 400 * 20 + stallMs + 3000)).toBeLessThan(20);
  });

  test('nothing counts as lost, and only what was heard as made up', () => {
    expect(figures.lost).toBe(0);
    expect(figures.concealed).toBeLessThanOrEqual(6);
  });
});

test.each([0.0005, -0.0005])('a sender whose clock is off by %d is followed for minutes', (drift) => {
  const { figures, delaysMs } = playStream({ frames: 6000, arrival: (index) => 200 + index * 20 * (1 + drift) });
  expect(figures.lost).toBe(0);
  expect(figures.concealed).toBeLessThan(5);
  expect(delaysMs.at(-1)).toBeLessThan(25);
});

describe('a far side that falls silent', () => {
  const pauseMs = 5000;
  const items = [
    ...Array.from({ length: 100 }, (_, index) => ({ atMs: index * 20, item: speechItem(index, index * 20) })),
    ...Array.from({ length: 5 }, (_, index) => ({
      atMs: 2000 + index * 1000,
      item: noiseItem(100 + index, 2000 + index * 1000),
    })),
    ...Array.from({ length: 100 }, (_, index) => ({
      atMs: 2000 + pauseMs + index * 20,
      item: speechItem(105 + index, 2000 + pauseMs + index * 20),
    })),
  ];
  const { figures, heard } = playStream({ items });

  test('loses nothing and makes nothing up', () => {
    expect(figures).toMatchObject({ received: 205, lost: 0, late: 0 });
    expect(figures.concealed).toBeLessThan(1.5);
  });

  test('is heard as silence, and again when it speaks', () => {
    const at = (time: number): Float32Array => heard.subarray(time * ms, (time + 20) * ms);
    for (let time = 2100; time < 7000; time += 20) expect(greatestStep(at(time))).toBe(0);
    expect(greatestStep(at(8000))).toBeGreaterThan(0.001);
  });

  test('goes and comes without a click', () => {
    expect(greatestStep(heard)).toBeLessThan(greatestStep(toneFrame(0, 9600)) * 1.5);
  });
});

test('a new sender with a clock of its own is played on without a hole in the count', () => {
  const items = Array.from({ length: 400 }, (_, index) => ({
    atMs: index * 20 + 30,
    item: speechItem(index < 200 ? index : index + 5000, index < 200 ? index * 20 : index * 20 - 9_000_000),
  }));
  const { figures } = playStream({ items });
  expect(figures).toMatchObject({ received: 400, lost: 0, late: 0 });
  expect(figures.concealed).toBeLessThan(2);
});

test('no order of arrival stops it, or makes it play what is not a number', () => {
  const packet = fc.record({
    atMs: fc.integer({ min: 0, max: 3000 }),
    sequence: fc.integer({ min: 0, max: 300 }),
    timestampMs: fc.integer({ min: 0, max: 10_000 }),
    isNoise: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 120 }), (packets) => {
      const items = packets
        .map(({ atMs, sequence, timestampMs, isNoise }) => ({
          atMs,
          item: isNoise ? noiseItem(sequence, timestampMs) : speechItem(sequence, timestampMs),
        }))
        .sort((one, other) => one.atMs - other.atMs);
      const { heard } = playStream({ items });
      expect(heard.every((sample) => Math.abs(sample) <= 1.5)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('a sender faster than time itself keeps the memory small and the sound going', () => {
  const { figures, delaysMs } = playStream({ frames: 5000, arrival: (index) => index });
  expect(figures.received).toBeGreaterThan(500);
  expect(delaysMs.at(-1)).toBeLessThan(1500);
});
