import { describe, expect, it } from 'vitest';
import { readSipMessage } from '../../../../../src-main/dialog-package/sip/read-message.ts';
import { headerOf, headersOf } from '../../../../../src-main/dialog-package/sip/sip-headers.ts';
import { writeSipMessage } from '../../../../../src-main/dialog-package/sip/write-message.ts';

const lines = (...text: string[]): Buffer => Buffer.from(`${text.join('\r\n')}\r\n\r\n`);

describe('a message', () => {
  it('is read with compact, folded and oddly written fields, its lists one field a member', () => {
    const message = readSipMessage(
      lines(
        'SUBSCRIBE sip:alice@127.0.0.1 SIP/2.0',
        'v: SIP/2.0/UDP a.example;branch=z9hG4bKx, SIP/2.0/TCP b.example',
        'VIA : SIP/2.0/UDP c.example',
        'f:"A, B" <sip:b@h>;tag=1',
        'T: <sip:alice@h>',
        'i: abc@h',
        'cseq: 1',
        '  SUBSCRIBE',
        'o: dialog;id=7',
        'm: <sip:b,x@h>, "x,y" <sip:c@h>',
        'x-odd-THING: 1, 2',
        'Accept:',
      ),
    );
    expect(message).toMatchObject({ kind: 'request', method: 'SUBSCRIBE', uri: 'sip:alice@127.0.0.1', body: '' });
    expect(headersOf(message, 'via')).toEqual([
      'SIP/2.0/UDP a.example;branch=z9hG4bKx',
      'SIP/2.0/TCP b.example',
      'SIP/2.0/UDP c.example',
    ]);
    expect(
      ['From', 'call-id', 'CSeq', 'EVENT', 'X-Odd-Thing', 'Accept', 'Expires'].map((name) => headerOf(message, name)),
    ).toEqual(['"A, B" <sip:b@h>;tag=1', 'abc@h', '1 SUBSCRIBE', 'dialog;id=7', '1, 2', '', undefined]);
    expect(headersOf(message, 'Contact')).toEqual(['<sip:b,x@h>', '"x,y" <sip:c@h>']);
  });

  it('is read again as what was written, its body counted in bytes', () => {
    const written = {
      kind: 'response',
      status: 200,
      reason: 'Schön',
      headers: [
        { name: 'Via', value: 'SIP/2.0/UDP h;branch=z9hG4bK1' },
        { name: 'From', value: '<sip:a@h>;tag=1' },
        { name: 'To', value: '<sip:b@h>;tag=2' },
        { name: 'Call-ID', value: 'x' },
        { name: 'CSeq', value: '1 NOTIFY' },
      ],
      body: '<ü/>\r\n',
    } as const;
    const read = readSipMessage(writeSipMessage(written));
    expect(read).toEqual({ ...written, headers: [...written.headers, { name: 'Content-Length', value: '7' }] });
  });

  it('cannot be made to have one more line by what stands in a field', () => {
    const headers = [{ name: 'X', value: 'a\r\nb: c\0' }];
    const bytes = writeSipMessage({ kind: 'response', status: 200, reason: 'x\ny', headers, body: '' });
    expect(bytes.toString()).toBe('SIP/2.0 200 x y\r\nX: a  b: c \r\nContent-Length: 0\r\n\r\n');
  });
});
