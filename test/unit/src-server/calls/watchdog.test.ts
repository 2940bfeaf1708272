import { describe, expect, it } from 'vitest';
import { Watchdog } from '../../../../src-server/calls/watchdog.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

describe('a watchdog', () => {
  it('barks once, exactly when nothing has happened for so long', async () => {
    const clock = new FakeClock();
    let barks = 0;
    const watchdog = new Watchdog({ clock, limitMs: 5000, onSilence: () => barks++ });
    watchdog.touch();
    await clock.advance(3000);
    watchdog.touch();
    await clock.advance(4999);
    expect(barks).toBe(0);
    await clock.advance(1);
    expect(barks).toBe(1);
    await clock.advance(60_000);
    expect(barks).toBe(1);
  });

  it('needs one timer however often it is touched, and none before the first touch and after its stop', async () => {
    const clock = new FakeClock();
    const watchdog = new Watchdog({ clock, limitMs: 5000, onSilence: () => undefined });
    expect(clock.pending).toBe(0);
    for (let index = 0; index < 100; index++) watchdog.touch();
    await clock.advance(4000);
    watchdog.touch();
    expect(clock.pending).toBe(1);
    watchdog.stop();
    expect(clock.pending).toBe(0);
  });
});
