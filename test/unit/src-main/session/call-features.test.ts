import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../../../src-protocol/events.ts';
import { nextFeatures, noFeatures } from '../../../../src-main/session/call-features.ts';

const after = (...events: CallEvent[]) => events.reduce(nextFeatures, noFeatures);

describe('the features of a call', () => {
  test('tell the hold and the mute of the far side', () => {
    expect(after({ event: 'on-hold' }, { event: 'mute', by: 'them' })).toMatchObject({
      isHeldByThem: true,
      areTheyMuted: true,
    });
    const over = after({ event: 'on-hold' }, { event: 'off-hold' }, { event: 'mute', by: 'them' });
    expect(nextFeatures(over, { event: 'unmute', by: 'them' })).toEqual(noFeatures);
  });

  test('know what was told of our own mute, and leave one of nobody named alone', () => {
    expect(after({ event: 'mute', by: 'us' })).toEqual({ ...noFeatures, areWeMuted: true });
    expect(after({ event: 'mute' })).toEqual(noFeatures);
  });

  test('keep the last 32 digits of each side', () => {
    const digits = Array.from('1234567890'.repeat(4), (digit): CallEvent => ({ event: 'dtmf', by: 'us', digit }));
    const all = after(...digits, { event: 'dtmf', by: 'them', digit: '#' }, { event: 'dtmf', digit: '5' });
    expect(all.digits).toEqual({ ours: '90' + '1234567890'.repeat(3), theirs: '#' });
    expect(all.digits.ours).toHaveLength(32);
  });

  test('begin anew with a far side that was transferred to us', () => {
    expect(after({ event: 'on-hold' }, { event: 'transferred-from', party: '+14085550110' })).toEqual({
      ...noFeatures,
      transferredBy: '+14085550110',
    });
  });
});
