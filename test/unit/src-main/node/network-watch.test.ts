import { expect, test } from 'vitest';
import { ownAddresses, watchNetwork } from '../../../../src-main/node/network-watch.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

test('a change of addresses is told once, whatever it is', async () => {
  const clock = new FakeClock();
  let addresses = 'eth0 10.0.0.2';
  let changes = 0;
  const stop = watchNetwork({ clock, addresses: () => addresses, onChange: () => changes++ });
  await clock.advance(5000);
  expect(changes).toBe(0);
  addresses = 'wlan0 10.0.1.7';
  await clock.advance(5000);
  expect(changes).toBe(1);
  addresses = '';
  await clock.advance(5000);
  expect(changes).toBe(2);
  stop();
  expect(clock.pending).toBe(0);
});

test('the addresses of this machine are a text that stays while nothing changes', () => {
  expect(ownAddresses()).toBe(ownAddresses());
  expect(ownAddresses()).not.toContain('127.0.0.1');
});
