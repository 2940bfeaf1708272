import { describe, expect, it } from 'vitest';
import { readCSeq } from '../../../../../src-main/dialog-package/sip/cseq.ts';
import { readNameAddress, writeNameAddress } from '../../../../../src-main/dialog-package/sip/name-address.ts';
import { readParameters } from '../../../../../src-main/dialog-package/sip/parameters.ts';
import { SipSyntaxError } from '../../../../../src-main/dialog-package/sip/sip-syntax-error.ts';
import { readVia, writeVia } from '../../../../../src-main/dialog-package/sip/via.ts';

describe('a name and address', () => {
  it.each([
    ['<sip:a@h>', undefined, 'sip:a@h', []],
    [
      '  "A. \\"B\\" <c>, d"  <sip:a@h;x=y> ; tag = 1;q',
      'A. "B" <c>, d',
      'sip:a@h;x=y',
      [
        ['tag', '1'],
        ['q', ''],
      ],
    ],
    ['"" <sip:a@h>', undefined, 'sip:a@h', []],
    ['Jürgen Straße <sips:a@h>;tag="x y"', 'Jürgen Straße', 'sips:a@h', [['tag', 'x y']]],
    ['Office (2)<sip:h>', 'Office (2)', 'sip:h', []],
    ['sip:a@h;tag=88', undefined, 'sip:a@h', [['tag', '88']]],
    ['isbn:2983792873', undefined, 'isbn:2983792873', []],
    ['<tel:+1-202>;tag=z', undefined, 'tel:+1-202', [['tag', 'z']]],
  ])('is read: %s', (text, display, uri, parameters) => {
    const read = readNameAddress(text);
    expect([read.display, read.uri, [...read.parameters]]).toEqual([display, uri, parameters]);
  });

  it.each([
    '',
    'alice',
    '"A <sip:a@h>',
    'A" <sip:a@h>',
    '"A"B <sip:a@h>',
    '<sip:a@h',
    '< sip:a@h>',
    '<sip:a@h:99999>',
    '<sip:a@h>x',
    '<sip:a@h>;tag=1;TAG=2',
    '<sip:a@h>;tag=',
    '<sip:a@h>;tag="x',
    '<sip:a@h>;;',
    '<>',
    '<<sip:a@h>>',
    'sip:a@h?x=y',
    'sip:a,b@h',
  ])('is none: %j', (text) => {
    expect(() => readNameAddress(text)).toThrow(SipSyntaxError);
  });

  it('is read again as what was written', () => {
    const address = { display: 'a "\\" <b>;,', uri: 'sip:a@h', parameters: new Map([['tag', 'x y"']]) };
    expect(readNameAddress(writeNameAddress(address))).toEqual(address);
  });
});

describe('a value with parameters', () => {
  it('is cut outside of quotes', () => {
    const { value, parameters } = readParameters('dialog ; ID=7;call-id="a;b";sla');
    expect([value, ...parameters]).toEqual(['dialog', ['id', '7'], ['call-id', 'a;b'], ['sla', '']]);
  });
});

describe('a Via', () => {
  it('may have spaces and an IPv6 address', () => {
    const via = readVia('SIP / 2.0 / udp  [2001:db8::9] : 5070 ; branch = z9hG4bK1;rport');
    expect(via).toMatchObject({ transport: 'UDP', host: '2001:db8::9', port: 5070 });
    expect(writeVia(via)).toBe('SIP/2.0/UDP [2001:db8::9]:5070;branch=z9hG4bK1;rport');
  });

  it.each([
    '',
    'SIP/2.0/UDP',
    'SIP/2.0 UDP h',
    'SIP/3.0/UDP h',
    'SIP/2.0/UDP h:0',
    'SIP/2.0/U"P h',
    'SIP/2.0/UDP h;;,',
    'SIP/2.0/UDP h i',
  ])('is none: %j', (text) => {
    expect(() => readVia(text)).toThrow(SipSyntaxError);
  });
});

describe('a CSeq', () => {
  it('is a number up to 2^31 - 1 and a method', () => {
    expect(readCSeq('0002147483647 \t NOTIFY')).toEqual({ number: 2_147_483_647, method: 'NOTIFY' });
  });

  it.each(['', '1', 'NOTIFY', '2147483648 NOTIFY', '36893488147419103232 X', '-1 X', '1.5 X', '1 a b', '1e3 X'])(
    'is none: %j',
    (text) => {
      expect(() => readCSeq(text)).toThrow(SipSyntaxError);
    },
  );
});
