import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostOf, sipIdentity } from '../../../../../src-main/dialog-package/describe/sip-identity.ts';
import { anyText } from '../../../../support/any-text.ts';

describe('the URI of who has a number', () => {
  test.each([
    ['+12025550110', 'sip:+12025550110@provider.example'],
    ['alice@office.example', 'sip:alice@office.example'],
    ['+12025550110@office.example', 'sip:+12025550110@office.example'],
    ['a b@[2001:db8::1]', 'sip:a%20b@[2001:db8::1]'],
    ['alice@office.example:5070', 'sip:alice%40office.example%3A5070@provider.example'],
    ['*31#', 'sip:*31%23@provider.example'],
    ['alice@office.example>;tag=1', 'sip:alice%40office.example%3E;tag=1@provider.example'],
    ['alice@', 'sip:alice%40@provider.example'],
    ['@office.example', 'sip:%40office.example@provider.example'],
    ['<sip:x>"\r\n', 'sip:%3Csip%3Ax%3E%22%0D%0A@provider.example'],
    ['', 'sip:anonymous@anonymous.invalid'],
    ['ü'.repeat(254), 'sip:anonymous@anonymous.invalid'],
  ])('%j is %s', (number, uri) => {
    expect(sipIdentity(number, 'provider.example')).toBe(uri);
  });

  test('is in brackets where the provider is an IPv6 address', () => {
    expect(sipIdentity('+12025550110', hostOf('[::1]:8443'))).toBe('sip:+12025550110@[::1]');
  });

  test('is short and has nothing in it that a URI may not have, whatever a provider calls a number', () => {
    fc.assert(
      fc.property(anyText(254), (number) => {
        const uri = sipIdentity(number, 'provider.example');
        expect(uri.length).toBeLessThanOrEqual(448);
        expect(uri).toMatch(/^sip:(?:[\w.!~*'()&=+$,;?/-]|%[0-9A-F]{2})+@(?:[\w.-]+|\[[0-9a-fA-F:.]+\])$/u);
      }),
    );
  });
});

test.each([
  ['provider.example', 'provider.example'],
  ['provider.example:8443', 'provider.example'],
  ['127.0.0.1:443', '127.0.0.1'],
  ['[::1]:443', '::1'],
  ['[::1]', '::1'],
])('the host of %s is %s', (authority, host) => {
  expect(hostOf(authority)).toBe(host);
});
