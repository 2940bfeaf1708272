import { describe, expect, test } from 'vitest';
import { encodeTelephoneEvent } from '../../../src-protocol/telephone-event.ts';

describe('a telephone event', () => {
  test.each([
    [{ digit: '0', isEnd: false, volume: 10, durationMs: 20 }, [0, 10, 0x00, 0xa0]],
    [{ digit: '*', isEnd: false, volume: 0, durationMs: 50 }, [10, 0, 0x01, 0x90]],
    [{ digit: '#', isEnd: true, volume: 63, durationMs: 100 }, [11, 0xbf, 0x03, 0x20]],
    [{ digit: 'D', isEnd: true, volume: 10, durationMs: 8191 }, [15, 0x8a, 0xff, 0xf8]],
  ])('%j is four bytes as in RFC 4733', (event, bytes) => {
    expect([...encodeTelephoneEvent(event)]).toEqual(bytes);
  });

  test.each([
    { digit: 'E', isEnd: false, volume: 10, durationMs: 20 },
    { digit: '12', isEnd: false, volume: 10, durationMs: 20 },
    { digit: '', isEnd: false, volume: 10, durationMs: 20 },
    { digit: '1', isEnd: false, volume: 64, durationMs: 20 },
    { digit: '1', isEnd: false, volume: 10, durationMs: 8192 },
    { digit: '1', isEnd: false, volume: 10, durationMs: -1 },
  ])('%j is refused', (event) => {
    expect(() => encodeTelephoneEvent(event)).toThrow(RangeError);
  });
});
