import { describe, expect, it } from 'vitest';
import type { CallFigures } from '../../../../src-renderer/calls/call-audio-view.ts';
import { qualityBars } from '../../../../src-renderer/calls/quality.ts';

const figures = (changes: Partial<CallFigures> = {}): CallFigures => ({
  framesSent: 500,
  framesReceived: 500,
  framesLost: 0,
  framesLate: 0,
  framesConcealed: 0,
  playoutDelayMs: 60,
  ...changes,
});

describe('the bars of the quality display', () => {
  it('are none before anything was heard', () => {
    expect(qualityBars(figures({ framesReceived: 0 }), figures({ framesReceived: 0 }))).toBe(0);
  });

  it.each([
    [0, 0, 4],
    [1, 0, 3],
    [1, 2, 2],
    [10, 0, 1],
  ])('show %i lost and %i late of about fifty frames as %i', (lost, late, bars) => {
    const now = figures({ framesReceived: 550 - lost, framesLost: lost, framesLate: late });
    expect(qualityBars(figures(), now)).toBe(bars);
  });

  it('judge the latest second, not what is long past', () => {
    const before = figures({ framesLost: 200 });
    expect(qualityBars(before, figures({ framesLost: 200, framesReceived: 550 }))).toBe(4);
  });

  it('fall to poor when nothing arrives any more, and to fair when the delay makes people talk over each other', () => {
    expect(qualityBars(figures(), figures())).toBe(1);
    expect(qualityBars(figures(), figures({ framesReceived: 550, playoutDelayMs: 300 }))).toBe(2);
  });
});
