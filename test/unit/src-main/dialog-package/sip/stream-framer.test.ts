import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamFramer, type StreamPiece } from '../../../../../src-main/dialog-package/sip/stream-framer.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const message = (body: string, length: string = `l: ${body.length}`): string =>
  `A b SIP/2.0\r\n${length}\r\n\r\n${body}`;

/** What pieces say, as text. */
function said(pieces: readonly StreamPiece[]): string[] {
  return pieces.map((piece) => {
    if (piece.kind === 'message') return Buffer.from(piece.bytes).toString('latin1');
    return piece.kind === 'ping' ? 'ping' : `broken ${piece.status}${piece.head === undefined ? '' : ' with head'}`;
  });
}

describe('a stream of messages', () => {
  it('gives the same in whatever pieces it comes', () => {
    const parts = [
      '\r\n\r\n',
      message(''),
      message('x\r\n\r\nA'),
      '\r\n',
      message('y', 'CONTENT-LENGTH :\r\n  1'),
      '\r\n\r\n',
    ];
    const whole = bytes(parts.join(''));
    const expected = ['ping', parts[1], parts[2], parts[4], 'ping'];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (sizes) => {
        const framer = new StreamFramer(1000);
        const pieces: StreamPiece[] = [];
        let start = 0;
        for (const size of [...sizes, whole.length]) {
          pieces.push(...framer.push(whole.subarray(start, start + size)));
          start += size;
        }
        expect(said(pieces)).toEqual(expected);
        expect(framer.isWithin).toBe(false);
      }),
    );
  });

  it.each([
    ['no length', 'A b SIP/2.0\r\nTo: x\r\n\r\n', 'broken 400 with head'],
    ['a negative length', message('', 'l: -1'), 'broken 400 with head'],
    ['a length that is no number', message('', 'l: 1x'), 'broken 400 with head'],
    ['two lengths', message('a', 'l: 1\r\nContent-Length: 2'), 'broken 400 with head'],
    ['a length beyond the limit', message('', 'l: 999'), 'broken 513 with head'],
    ['a length beyond all numbers', message('', `l: ${'9'.repeat(80)}`), 'broken 400 with head'],
    ['a head without an end', `A b SIP/2.0\r\n${'x'.repeat(1000)}`, 'broken 513'],
  ])('ends with %s', (_what, text, outcome) => {
    const framer = new StreamFramer(1000);
    expect(said(framer.push(bytes(text)))).toEqual([outcome]);
    expect(said(framer.push(bytes(message(''))))).toEqual([]);
    expect(framer.isWithin).toBe(false);
  });

  it('takes the same length twice', () => {
    const text = message('a', 'l: 1\r\nContent-Length: 1');
    expect(said(new StreamFramer(1000).push(bytes(text)))).toEqual([text]);
  });

  it('tells whether a message has begun', () => {
    const framer = new StreamFramer(1000);
    const states = ['\r', '\n', '\r\n', 'A', ' b SIP/2.0\r\nl: 1\r\n\r\n', 'x'].map((text) => {
      framer.push(bytes(text));
      return framer.isWithin;
    });
    expect(states).toEqual([false, false, false, true, true, false]);
  });
});
