import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeChannelFrame, encodeChannelFrame } from '../../../../src-renderer/phone/channel-frame.ts';

it('a packet comes out of its frame on its channel as it went in', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.uint8Array(), (channel, packet) => {
      expect(decodeChannelFrame(encodeChannelFrame(channel, packet).buffer)).toEqual({ channel, packet });
    }),
  );
});

it('a frame without room for a channel is none', () => {
  expect(decodeChannelFrame(new ArrayBuffer(3))).toBeUndefined();
});
