import { describe, expect, it, test } from 'vitest';
import { LaunchError } from '../../../src-main/launch-error.ts';
import { readSipOptions } from '../../../src-main/sip-options.ts';

test('without a word of desk phones nothing changes', () => {
  expect(readSipOptions({})).toBeUndefined();
});

describe('the command line', () => {
  it('names where to listen, whom to trust and the SIP users of lines', () => {
    const options = { sip: '127.0.0.1:5060', 'sip-trust': '127.0.0.1, 10.0.0.0/8,2001:db8::/32' };
    expect(readSipOptions({ ...options, 'sip-users': '+12025550110=alice, Front desk=front' })).toEqual({
      isOn: true,
      address: '127.0.0.1',
      port: 5060,
      trustedAddresses: ['127.0.0.1', '10.0.0.0/8', '2001:db8::/32'],
      users: [
        { line: '+12025550110', user: 'alice' },
        { line: 'Front desk', user: 'front' },
      ],
    });
  });

  it('writes an IPv6 address in brackets, and takes 0 for any free port', () => {
    expect(readSipOptions({ sip: '[::1]:0' })).toEqual({ isOn: true, address: '::1', port: 0 });
  });

  it.each([
    { sip: '127.0.0.1' },
    { sip: 'example.com:5060' },
    { sip: '127.0.0.1:65536' },
    { sip: '::1:5060' },
    { sip: '127.0.0.1:5060', 'sip-trust': '10.0.0.0/33' },
    { sip: '127.0.0.1:5060', 'sip-trust': 'localhost' },
    { sip: '127.0.0.1:5060', 'sip-trust': '' },
    { sip: '127.0.0.1:5060', 'sip-users': 'alice' },
    { sip: '127.0.0.1:5060', 'sip-users': '+12025550110=' },
    { sip: '127.0.0.1:5060', 'sip-users': '=alice' },
    { sip: '127.0.0.1:5060', 'sip-users': '+12025550110=al ice' },
    { 'sip-trust': '127.0.0.1' },
    { 'sip-users': '+12025550110=alice' },
  ])('is refused as %o, in a sentence', (values) => {
    expect(() => readSipOptions(values)).toThrow(LaunchError);
  });
});
