import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../../src-server/services/recording.ts';

/** RFC 6716, 3.1: the length of a frame by the configuration number, for the one-frame packets of opusenc. */
function frameMsOf(packet: Uint8Array): number {
  const configuration = (packet[0] ?? 0) >> 3;
  if (configuration < 12) return [10, 20, 40, 60][configuration % 4] ?? 0;
  return configuration < 16 ? ([10, 20][configuration % 2] ?? 0) : ([2.5, 5, 10, 20][configuration % 4] ?? 0);
}

describe('a recording', () => {
  it.each([
    ['announcement', 4000, 12_000],
    ['music', 7000, 9000],
    ['tone', 800, 1000],
  ] as const)('of the %s has frames of 20 ms and one length in every codec', (name, shortest, longest) => {
    const recording = readRecording(name);
    for (const packet of recording.opus) {
      expect(frameMsOf(packet)).toBe(20);
      expect((packet[0] ?? 0) & 3).toBe(0);
    }
    for (const frames of [recording.PCMU, recording.PCMA]) {
      expect(frames.every(({ length }) => length === 160)).toBe(true);
      expect(Math.abs(frames.length - recording.opus.length)).toBeLessThanOrEqual(2);
    }
    expect(recording.opus.length * 20).toBeGreaterThanOrEqual(shortest);
    expect(recording.opus.length * 20).toBeLessThanOrEqual(longest);
  });
});
