import { expect, it } from 'vitest';
import { isIpAddress, isIpNetwork, isLoopback } from '../../../src-bridge/ip-address.ts';

it('tells addresses, networks and what is neither', () => {
  for (const address of ['192.168.1.20', '0.0.0.0', '::1', '2001:db8::17']) {
    expect([isIpAddress(address), isIpNetwork(address)]).toEqual([true, false]);
  }
  for (const network of ['192.168.1.0/24', '10.0.0.0/8', '2001:db8::/32']) {
    expect([isIpAddress(network), isIpNetwork(network)]).toEqual([false, true]);
  }
  for (const neither of [
    '',
    'localhost',
    '192.168.1',
    '192.168.1.256',
    '192.168.1.0/33',
    '2001:db8::/129',
    '1.2.3.4:5060',
  ]) {
    expect([isIpAddress(neither), isIpNetwork(neither)]).toEqual([false, false]);
  }
});

it('knows which addresses stay on this machine', () => {
  expect(['127.0.0.1', '127.8.9.10', '::1'].every(isLoopback)).toBe(true);
  expect(['192.168.1.20', '0.0.0.0', '::', '12.7.0.1'].some(isLoopback)).toBe(false);
});
