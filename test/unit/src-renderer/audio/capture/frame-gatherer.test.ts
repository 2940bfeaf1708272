import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameGatherer, type GatheredFrame } from '../../../../../src-renderer/audio/capture/frame-gatherer.ts';

test('blocks of any length come out as whole frames, in order and with their place in time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 30 }), (lengths) => {
      const frames: GatheredFrame[] = [];
      const gatherer = new FrameGatherer(100, (frame) => frames.push(frame));
      let now = 5000;
      for (const length of lengths) {
        const start = now;
        gatherer.add(
          Float32Array.from({ length }, (_, index) => start + index),
          now,
        );
        now += length;
      }
      expect(frames).toHaveLength(Math.floor((now - 5000) / 100));
      frames.forEach(({ samples, startsAt }, index) => {
        expect(startsAt).toBe(5000 + index * 100);
        expect([...samples]).toEqual(Array.from({ length: 100 }, (_, offset) => startsAt + offset));
      });
    }),
  );
});
