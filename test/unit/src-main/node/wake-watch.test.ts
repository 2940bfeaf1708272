import { expect, test } from 'vitest';
import { watchForWake } from '../../../../src-main/node/wake-watch.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

/** A clock whose timers stand still while the machine sleeps. */
class SleepyClock extends FakeClock {
  #asleepMs = 0;

  override now(): number {
    return super.now() + this.#asleepMs;
  }

  sleep(ms: number): void {
    this.#asleepMs += ms;
  }
}

test('a machine that slept is noticed once it wakes, and one that was busy is not', async () => {
  const clock = new SleepyClock();
  let wakes = 0;
  const stop = watchForWake({ clock, onWake: () => wakes++ });
  await clock.advance(60_000);
  clock.sleep(5000);
  await clock.advance(4000);
  expect(wakes).toBe(0);
  clock.sleep(3_600_000);
  await clock.advance(2000);
  expect(wakes).toBe(1);
  await clock.advance(60_000);
  expect(wakes).toBe(1);
  stop();
  expect(clock.pending).toBe(0);
});
