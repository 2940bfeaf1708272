import { describe, expect, it } from 'vitest';
import type { AppearanceState } from '../../../../src-bridge/phone-state.ts';
import { cardName, stateWords } from '../../../../src-renderer/calls/call-words.ts';
import { de } from '../../../../src-renderer/messages/de.ts';
import { en } from '../../../../src-renderer/messages/en.ts';
import { endedFor, sampleCall } from '../../../support/sample-states.ts';

const words = (state: AppearanceState, isOffline = false): string => stateWords(sampleCall(state), isOffline, en);

describe('the state of a call in words', () => {
  it.each<[AppearanceState, string]>([
    [{ kind: 'ringing', isSilenced: false }, 'Incoming call'],
    [{ kind: 'calling', isAlerting: false }, 'Calling'],
    [{ kind: 'calling', isAlerting: true }, 'Ringing'],
    [{ kind: 'attaching', device: 'Kitchen phone', isHere: false }, 'Connecting to Kitchen phone'],
    [{ kind: 'attaching', device: 'Desk', isHere: true }, 'Connecting'],
    [{ kind: 'active' }, 'In call'],
    [{ kind: 'remote', device: 'Kitchen phone' }, 'In use on Kitchen phone'],
    [endedFor({ kind: 'declined', by: 'them' }), 'Declined'],
    [endedFor({ kind: 'no-answer' }), 'No answer'],
    [endedFor({ kind: 'ended', by: 'them' }), 'Ended by them'],
    [endedFor({ kind: 'answered-elsewhere', device: 'Kitchen phone' }), 'Answered on Kitchen phone'],
    [endedFor({ kind: 'dropped' }), 'Call dropped'],
    [endedFor({ kind: 'failed', detail: 'circuit broken' }), 'Call failed: circuit broken'],
  ])('of %j is %j', (state, expected) => {
    expect(words(state)).toBe(expected);
  });

  it('says that a call waits for us, or for them, only once somebody has answered it', () => {
    expect(words({ kind: 'active' }, true)).toBe('You are offline. The call is kept for you');
    expect(words({ kind: 'ringing', isSilenced: false }, true)).toBe('Incoming call');
    expect(stateWords(sampleCall({ kind: 'active' }, { isFarSideLost: true }), false, en)).toBe(
      'Their connection was lost. Waiting for them',
    );
  });

  it('begins the name of the card, before who it is', () => {
    expect(cardName(sampleCall({ kind: 'active' }), false, en)).toBe('In call, +1 408 555 1002');
    expect(cardName(sampleCall({ kind: 'active' }), false, de)).toBe('Im Gespräch, +1 408 555 1002');
  });
});
