import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JitterBuffer, type Placed } from '../../../../../src-renderer/audio/playout/jitter-buffer.ts';

function packet(sequence: number): Placed {
  const item = { kind: 'speech', sequence, timestampMs: sequence * 20, samples: new Float32Array(960) } as const;
  return { item, position: sequence * 960, isStart: false, isQuiet: false };
}

function takeAll(buffer: JitterBuffer): number[] {
  const taken: number[] = [];
  for (let placed = buffer.take(); placed !== undefined; placed = buffer.take()) taken.push(placed.item.sequence);
  return taken;
}

test('whatever the order of arrival, each number comes out once and in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 })), (sequences) => {
      const buffer = new JitterBuffer();
      for (const sequence of sequences) buffer.put(packet(sequence));
      expect(takeAll(buffer)).toEqual([...new Set(sequences)].sort((one, other) => one - other));
    }),
  );
});

test('every number up to the newest is received, lost, or was late, whatever is put in and taken out when', () => {
  const action = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant('take' as const));
  fc.assert(
    fc.property(fc.array(action), (actions) => {
      const buffer = new JitterBuffer();
      const put = new Set<number>();
      const taken: number[] = [];
      buffer.put(packet(0));
      taken.push(buffer.take()?.item.sequence ?? -1);
      for (const what of actions) {
        if (what !== 'take') put.add(what);
        if (what !== 'take') buffer.put(packet(what));
        else taken.push(...[buffer.take()].flatMap((placed) => (placed === undefined ? [] : [placed.item.sequence])));
      }
      const newest = taken.at(-1) ?? 0;
      const seen = [...put].filter((sequence) => sequence > 0 && sequence <= newest);
      expect(buffer.counts.lost).toBe(newest - seen.length);
      expect(buffer.counts.late).toBe(seen.length - (taken.length - 1));
      expect(buffer.counts.received).toBe(1 + new Set([...put].filter((sequence) => sequence > 0)).size);
    }),
  );
});

describe('a packet that is put in', () => {
  test('waits when its turn is yet to come', () => {
    const buffer = new JitterBuffer();
    expect(buffer.put(packet(7))).toBe('queued');
    expect(buffer.first?.item.sequence).toBe(7);
    expect(buffer.size).toBe(1);
  });

  test('is a duplicate when it waits already', () => {
    const buffer = new JitterBuffer();
    buffer.put(packet(7));
    expect(buffer.put(packet(7))).toBe('duplicate');
    expect(buffer.counts.received).toBe(1);
  });

  test('is a duplicate when it was taken', () => {
    const buffer = new JitterBuffer();
    buffer.put(packet(7));
    buffer.take();
    expect(buffer.put(packet(7))).toBe('duplicate');
    expect(buffer.counts).toEqual({ received: 1, lost: 0, late: 0 });
  });

  test('is late when it was passed over, and is then no longer lost', () => {
    const buffer = new JitterBuffer();
    for (const sequence of [1, 3]) buffer.put(packet(sequence));
    takeAll(buffer);
    expect(buffer.counts).toEqual({ received: 2, lost: 1, late: 0 });
    expect(buffer.put(packet(2))).toBe('late');
    expect(buffer.counts).toEqual({ received: 3, lost: 0, late: 1 });
    expect(buffer.put(packet(2))).toBe('duplicate');
  });
});

test('it tells whose turn it is and how many are missing', () => {
  const buffer = new JitterBuffer();
  expect(buffer.due).toBeUndefined();
  buffer.put(packet(1));
  expect(buffer.missingBeforeFirst).toBe(0);
  buffer.take();
  expect(buffer.due).toBe(2);
  buffer.put(packet(5));
  expect(buffer.missingBeforeFirst).toBe(3);
});

test('a sender that starts to number anew from far above has lost nothing', () => {
  const buffer = new JitterBuffer();
  buffer.put(packet(1));
  buffer.put(packet(1_000_000));
  expect(takeAll(buffer)).toEqual([1, 1_000_000]);
  expect(buffer.counts.lost).toBe(0);
});
