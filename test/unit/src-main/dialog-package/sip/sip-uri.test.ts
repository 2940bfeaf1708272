import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SipSyntaxError } from '../../../../../src-main/dialog-package/sip/sip-syntax-error.ts';
import { readSipUri, writeSipUri } from '../../../../../src-main/dialog-package/sip/sip-uri.ts';

const none = new Map<string, string>();

describe('a SIP URI', () => {
  it.each([
    ['sip:alice@example.com', { scheme: 'sip', user: 'alice', host: 'example.com', parameters: none }],
    [
      'SIPS:Alice@EXAMPLE.com:5061',
      { scheme: 'sips', user: 'Alice', host: 'example.com', port: 5061, parameters: none },
    ],
    ['sip:127.0.0.1', { scheme: 'sip', host: '127.0.0.1', parameters: none }],
    ['sip:localhost:5060', { scheme: 'sip', host: 'localhost', port: 5060, parameters: none }],
    ['sip:%61lice@[2001:DB8::1]:70', { scheme: 'sip', user: 'alice', host: '2001:db8::1', port: 70, parameters: none }],
    ['sip:null-%00-null@example.com', { scheme: 'sip', user: 'null-\0-null', host: 'example.com', parameters: none }],
    ['sip:a;p=1?q@h', { scheme: 'sip', user: 'a;p=1?q', host: 'h', parameters: none }],
    ['sip:+12025550110:secret@h', { scheme: 'sip', user: '+12025550110', host: 'h', parameters: none }],
    ['sip:sips%3Auser%40example.com@h', { scheme: 'sip', user: 'sips:user@example.com', host: 'h', parameters: none }],
    ['sip:h?subject=x%20y&to=z', { scheme: 'sip', host: 'h', parameters: none }],
  ])('is read: %s', (text, uri) => {
    expect(readSipUri(text)).toEqual(uri);
  });

  it('has parameters by their names in small letters', () => {
    const { parameters } = readSipUri('sip:a@h;Transport=TCP;lr;x=[::1]:%20');
    expect([...parameters]).toEqual([
      ['transport', 'TCP'],
      ['lr', ''],
      ['x', '[::1]:%20'],
    ]);
  });

  it.each([
    '',
    'sip',
    'sip:',
    'alice@example.com',
    'tel:+12025550110',
    'sip:@h',
    'sip:a@',
    'sip:a@b@h',
    'sip:a b@h',
    'sip: a@h',
    'sip:a@h ',
    'sip:a@h:',
    'sip:a@h:0',
    'sip:a@h:65536',
    'sip:a@h:99999999999999999999',
    'sip:a@h:-1',
    'sip:a@h:5060x',
    'sip:a@256.1.1.1',
    'sip:a@1.2.3',
    'sip:a@h..i',
    'sip:a@-h',
    `sip:a@${'h'.repeat(256)}`,
    'sip:a@[::1',
    'sip:a@[::g]',
    'sip:a@[fe80::1%25eth0]',
    'sip:a@[::1]x',
    'sip:a@::1',
    'sip:%zz@h',
    'sip:%ff@h',
    'sip:ä@h',
    'sip:a"b@h',
    'sip:a@h;',
    'sip:a@h;;lr',
    'sip:a@h;=x',
    'sip:a@h;x=',
    'sip:a@h;lr;LR',
    'sip:a@h;x=<y>',
    'sip:a@h?',
    'sip:a@h?<x>',
    'sip:a\r\n@h',
  ])('is none: %j', (text) => {
    expect(() => readSipUri(text)).toThrow(SipSyntaxError);
  });

  it('is read again as what was written, whatever its user is', () => {
    const user = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(user, fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined }), (name, port) => {
        const uri = { scheme: 'sip', user: name, host: '::1', ...(port && { port }), parameters: none } as const;
        expect(readSipUri(writeSipUri(uri))).toEqual({ ...uri, user: name.toWellFormed() });
      }),
    );
  });

  it('keeps its parameters when it is written', () => {
    expect(writeSipUri(readSipUri('sip:+1@Host:99;lr;transport=tcp'))).toBe('sip:+1@host:99;lr;transport=tcp');
  });
});
