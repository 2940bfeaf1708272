import { describe, expect, it } from 'vitest';
import { en } from '../../../../../src-renderer/messages/en.ts';
import {
  addressProblem,
  fingerprintProblem,
  keyNameProblem,
  portProblem,
  readFingerprint,
  trustedProblem,
  userOf,
  userProblem,
  withUser,
} from '../../../../../src-renderer/settings/desk-phones/desk-phone-input.ts';

const text = en.deskPhones;
const main = { id: 'l1', name: 'Main line', number: '+14085550100' };
const support = { id: 'l2', name: 'support@example.com' };
const lines = [main, support];
const sha256 = '0123456789abcdef'.repeat(4);

describe('where the phone listens', () => {
  it('is an IP address and a port of the person’s own choice', () => {
    expect(addressProblem('192.168.1.5', text)).toBeUndefined();
    expect(addressProblem('localhost', text)).toBe(text.badAddress);
    for (const port of ['1', '5060', '65535']) expect(portProblem(port, text)).toBeUndefined();
    for (const port of ['', '0', '65536', '5060.5', '-1', '0x10']) expect(portProblem(port, text)).toBe(text.badPort);
  });
});

describe('the SIP user of a line', () => {
  const users = [{ line: '+14085550100', user: 'alice' }];

  it('is kept by the number of the line, or by its name where it has none', () => {
    expect(userOf(main, users)).toBe('alice');
    expect(userOf(support, users)).toBe('');
    expect(withUser(support, 'help', users)).toEqual([...users, { line: 'support@example.com', user: 'help' }]);
    expect(withUser(main, 'ada', users)).toEqual([{ line: '+14085550100', user: 'ada' }]);
    expect(withUser(main, '', users)).toEqual([]);
  });

  it('is one that SIP can write, and of one line only', () => {
    const problem = (user: string) => userProblem(support, user, { users, lines, text });
    expect([problem(''), problem('help'), problem('Alice')]).toEqual([undefined, undefined, undefined]);
    expect([problem('two words'), problem('x@y'), problem('ä')]).toEqual(Array(3).fill(text.badUser));
    expect([problem('alice'), userProblem(main, 'alice', { users, lines, text })]).toEqual([text.takenUser, undefined]);
  });

  it('is not the number of another line', () => {
    const two = [main, { id: 'l2', name: 'Two', number: '14085550111' }];
    expect(userProblem(main, '14085550111', { users, lines: two, text })).toBe(text.takenUser);
  });
});

describe('who is trusted', () => {
  it('is an address or a network, once, and as many as are kept', () => {
    expect(trustedProblem('192.168.1.0/24', ['192.168.1.20'], text)).toBeUndefined();
    expect(trustedProblem('192.168.1.20', ['192.168.1.20'], text)).toBe(text.knownTrusted);
    expect(trustedProblem('desk.example.com', [], text)).toBe(text.badTrusted);
    const many = Array.from({ length: 256 }, (_, index) => `10.0.0.${index}`);
    expect(trustedProblem('192.168.1.20', many, text)).toBe(text.full);
  });

  it('is a key with a name, which may be there already', () => {
    const keys = Array.from({ length: 64 }, (_, index) => ({ name: `key ${index}`, setAt: 1 }));
    expect(keyNameProblem('', [], text)).toBe(text.badKeyName);
    expect(keyNameProblem('office', [], text)).toBeUndefined();
    expect(keyNameProblem('office', keys, text)).toBe(text.full);
    expect(keyNameProblem('key 7', keys, text)).toBeUndefined();
  });

  it('is a certificate by its fingerprint, however it is printed', () => {
    const pairs = sha256.toUpperCase().match(/../gu)!.join(':');
    for (const printed of [sha256, pairs, ` ${pairs}\n`, `sha256 Fingerprint=${pairs}`]) {
      expect(readFingerprint(printed)).toBe(sha256);
    }
    for (const printed of ['', sha256.slice(1), `${sha256}0`, sha256.replace('a', 'g')]) {
      expect(fingerprintProblem(printed, [], text)).toBe(text.badFingerprint);
    }
    expect(fingerprintProblem(pairs, [{ name: 'Desk', sha256 }], text)).toBe(text.knownFingerprint);
    expect(fingerprintProblem(pairs, [], text)).toBeUndefined();
  });
});
