import { describe, expect, it } from 'vitest';
import { GuessThrottle } from '../../../../src-server/routes/guess-throttle.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

describe('the throttle of guesses', () => {
  it('counts the failures of the last minute only', async () => {
    const clock = new FakeClock();
    const throttle = new GuessThrottle(clock);
    for (let index = 0; index < 4; index++) throttle.failed('ada');
    await clock.advance(59_999);
    throttle.failed('ada');
    expect(throttle.isClosedTo('ada')).toBe(true);
    await clock.advance(1);
    expect(throttle.isClosedTo('ada')).toBe(false);
  });

  it('remembers ten thousand names and forgets the one that failed longest ago', () => {
    const throttle = new GuessThrottle(new FakeClock());
    for (let index = 0; index < 5; index++) throttle.failed('first');
    for (let index = 0; index < 9_999; index++) throttle.failed(`name ${index}`);
    expect(throttle.isClosedTo('first')).toBe(true);
    throttle.failed('one more');
    expect(throttle.isClosedTo('first')).toBe(false);
  });
});
