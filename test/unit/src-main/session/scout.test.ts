import { expect, test } from 'vitest';
import { Scout } from '../../../../src-main/session/scout.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';

function create() {
  const clock = new FakeClock();
  const provider = { isThere: false, asked: 0, found: 0 };
  const scout = new Scout({
    clock,
    isReachable: () => {
      provider.asked++;
      return Promise.resolve(provider.isThere);
    },
    onFound: () => provider.found++,
  });
  return { clock, provider, scout };
}

test('a provider that comes into reach is found within a second, and told once', async () => {
  const { clock, provider, scout } = create();
  scout.start();
  scout.start();
  await clock.advance(10_500);
  expect(provider).toMatchObject({ asked: 11, found: 0 });
  provider.isThere = true;
  await clock.advance(1000);
  expect(provider.found).toBe(1);
  await clock.advance(10_000);
  expect(provider).toMatchObject({ asked: 12, found: 1 });
  expect(clock.pending).toBe(0);
});

test('a provider that was in reach all the time is left alone', async () => {
  const { clock, provider, scout } = create();
  provider.isThere = true;
  scout.start();
  await clock.advance(10_000);
  expect(provider).toMatchObject({ asked: 1, found: 0 });
});

test('a scout that was stopped looks no more, and can be sent again', async () => {
  const { clock, provider, scout } = create();
  scout.start();
  await settle();
  scout.stop();
  scout.stop();
  await clock.advance(5000);
  expect(provider.asked).toBe(1);
  scout.start();
  await settle();
  provider.isThere = true;
  await clock.advance(1000);
  expect(provider.found).toBe(1);
});
