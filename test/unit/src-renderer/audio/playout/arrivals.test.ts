import { describe, expect, test } from 'vitest';
import { createArrivals, type Arrivals } from '../../../../../src-renderer/audio/playout/arrivals.ts';
import type { NoiseItem, SpeechItem } from '../../../../../src-renderer/audio/playout/stream-item.ts';
import { createQuantilePolicy } from '../../../../../src-renderer/audio/playout/target-policy.ts';

const frame = 960;
const ms = 48;

function speech(sequence: number, timestampMs = sequence * 20): SpeechItem {
  return { kind: 'speech', sequence, timestampMs, samples: new Float32Array(frame) };
}

function noise(sequence: number, timestampMs: number): NoiseItem {
  return { kind: 'noise', sequence, timestampMs, level: 127 };
}

/** Notes packets 0 to `count` - 1, each `lateMs(index)` after its time. */
function feed(arrivals: Arrivals, count: number, lateMs: (index: number) => number): void {
  for (let index = 0; index < count; index++) arrivals.note(speech(index), index * frame + lateMs(index) * ms);
}

const create = (): Arrivals => createArrivals(createQuantilePolicy());

describe('the place of a packet', () => {
  test('follows from its number, for those that overtook and those that were overtaken', () => {
    const arrivals = create();
    const first = arrivals.note(speech(10), 5000);
    expect(first.isStart).toBe(true);
    expect(arrivals.note(speech(13), 9000)).toEqual({ position: first.position + 3 * frame, isStart: false });
    expect(arrivals.note(speech(12), 9100)).toEqual({ position: first.position + 2 * frame, isStart: false });
  });

  test('is a new start after comfort noise', () => {
    const arrivals = create();
    arrivals.note(speech(1), 0);
    arrivals.note(noise(2, 40), frame);
    expect(arrivals.note(speech(3, 5040), 250 * frame).isStart).toBe(true);
  });

  test('is a new start when the sender was silent without a word', () => {
    const arrivals = create();
    arrivals.note(speech(1), 0);
    expect(arrivals.note(speech(2, 5040), 250 * frame)).toEqual({ position: 250 * frame, isStart: true });
  });

  test('is a new start when another device with another clock goes on', () => {
    const arrivals = create();
    arrivals.note(speech(1, 1_000_000), 0);
    expect(arrivals.note(speech(2, 400_000), frame).isStart).toBe(true);
  });

  test('is not moved by time stamps that are a little off', () => {
    const arrivals = create();
    const { position } = arrivals.note(speech(1, 1000), 0);
    expect(arrivals.note(speech(2, 1050), frame)).toEqual({ position: position + frame, isStart: false });
  });
});

describe('the target', () => {
  test('settles near zero on an even network, whatever its delay', () => {
    const arrivals = create();
    feed(arrivals, 100, () => 150);
    expect(arrivals.target).toBeLessThan(6 * ms);
  });

  test('covers the jitter', () => {
    const arrivals = create();
    feed(arrivals, 200, (index) => 30 + ((index * 7) % 20));
    expect(arrivals.target).toBeGreaterThanOrEqual(18 * ms);
    expect(arrivals.target).toBeLessThan(26 * ms);
  });

  test('is not raised by one stall, however long the queue behind it', () => {
    const arrivals = create();
    feed(arrivals, 300, (index) => (index >= 200 && index < 220 ? (220 - index) * 20 : 0));
    expect(arrivals.target).toBeLessThan(6 * ms);
  });

  test('follows a network that becomes even again', () => {
    const arrivals = create();
    feed(arrivals, 900, (index) => (index < 400 ? (index * 13) % 40 : 0));
    expect(arrivals.target).toBeLessThan(6 * ms);
  });
});

test('the excess is what a sample waits beyond the target', () => {
  const arrivals = create();
  feed(arrivals, 99, () => 10);
  const arrivedAt = 99 * frame + 10 * ms;
  const { position } = arrivals.note(speech(99), arrivedAt);
  const inTime = arrivedAt + arrivals.target;
  expect(arrivals.excess(position, inTime)).toBe(0);
  expect(arrivals.excess(position, inTime + 500)).toBe(500);
  expect(arrivals.delay(position, inTime)).toBe(arrivals.target);
});

test('a clock that drifts moves the base and not the target', () => {
  const arrivals = create();
  feed(arrivals, 10_000, (index) => index * 20 * 0.0002);
  expect(arrivals.target).toBeLessThan(8 * ms);
  expect(arrivals.delay(9999 * frame, 9999 * frame + 40 * ms)).toBeLessThan(3 * ms);
});
