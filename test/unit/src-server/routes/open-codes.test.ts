import { describe, expect, it } from 'vitest';
import { OpenCodes } from '../../../../src-server/routes/open-codes.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

describe('open codes', () => {
  it('are a thousand at most, and those that are over make room', async () => {
    const clock = new FakeClock();
    const codes = new OpenCodes<number>(clock);
    for (let index = 0; index < 1000; index++) expect(codes.open(`code ${index}`, index)).toBe(true);
    expect(codes.open('one more', 0)).toBe(false);
    expect(codes.take('code 7')).toBe(7);
    expect(codes.open('in its place', 8)).toBe(true);
    await clock.advance(60_000);
    expect(codes.take('code 8')).toBeUndefined();
    expect(codes.open('later', 9)).toBe(true);
  });
});
