import { describe, expect, it } from 'vitest';
import { check } from '../../../src-protocol/check.ts';
import { configSchema } from '../../../src-server/config.ts';

const account = { user: 'ada', name: 'Ada', numbers: ['+14085550110'], token: 'token-of-ada-0123456789' };

describe('the configuration', () => {
  it('needs accounts, and has no services unless it says so', () => {
    expect(check(configSchema, { accounts: [account] })).toEqual({ accounts: [account], services: false });
  });

  it.each([
    ['accounts', { accounts: [] }],
    ['accounts.0.user', { accounts: [{ ...account, user: 'a b' }] }],
    ['accounts.0.numbers', { accounts: [{ ...account, numbers: [] }] }],
    ['accounts.0.numbers.0', { accounts: [{ ...account, numbers: ['14085550110'] }] }],
    ['accounts.0.token', { accounts: [{ ...account, token: 'short' }] }],
    ['accounts.0.max-concurrent-calls', { accounts: [{ ...account, 'max-concurrent-calls': -1 }] }],
    ['accounts.0.devices', { accounts: [{ ...account, devices: ['Kitchen', 'Kitchen'] }] }],
    ['accounts.0.devices', { accounts: [{ ...account, devices: Array.from({ length: 9 }, (_, n) => `Phone ${n}`) }] }],
    ['accounts.0.devices.0', { accounts: [{ ...account, devices: [''] }] }],
    ['services', { accounts: [account], services: 'yes' }],
  ])('names %s where that is wrong', (member, value) => {
    expect(() => check(configSchema, value)).toThrow(expect.objectContaining({ member }) as Error);
  });

  const other = { user: 'ben', name: 'Ben', numbers: ['+14085550120'], token: 'token-of-ben-0123456789' };
  it.each([
    ['user', { user: 'ADA' }],
    ['token', { token: account.token }],
    ['number', { numbers: account.numbers }],
  ])('lets no two accounts have one %s', (_, same) => {
    expect(() => check(configSchema, { accounts: [account, { ...other, ...same }] })).toThrow();
  });
});
