import { describe, expect, it } from 'vitest';
import { Schedule } from '../../../../src-server/services/schedule.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

describe('the schedule of a service', () => {
  it('does things in their order and leaves nothing on the clock', async () => {
    const clock = new FakeClock();
    const schedule = new Schedule(clock);
    const done: string[] = [];
    schedule.after(20, () => done.push('later'));
    schedule.soon(() => done.push('soon'));
    await clock.advance(20);
    expect(done).toEqual(['soon', 'later']);
    expect(clock.pending).toBe(0);
  });

  it('does nothing any more once it was stopped, whatever is asked of it then', async () => {
    const clock = new FakeClock();
    const schedule = new Schedule(clock);
    const done: string[] = [];
    schedule.after(10, () => done.push('before'));
    schedule.stop();
    schedule.stop();
    schedule.after(10, () => done.push('after'));
    await clock.advance(10);
    expect(done).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
