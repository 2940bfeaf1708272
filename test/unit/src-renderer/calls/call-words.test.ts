import { describe, expect, it } from 'vitest';
import type { AppearanceState } from '../../../../src-bridge/phone-state.ts';
import { callNews, cardName, stateWords } from '../../../../src-renderer/calls/call-words.ts';
import { de } from '../../../../src-renderer/messages/de.ts';
import { en } from '../../../../src-renderer/messages/en.ts';
import { endedFor, sampleCall, sampleNow, samplePhone } from '../../../support/sample-states.ts';

const desk = { id: 'desk', name: 'Desk' };
const kitchen = { id: 'kitchen', name: 'Kitchen phone' };

const words = (state: AppearanceState, isOffline = false): string => stateWords(sampleCall(state), isOffline, en);

describe('the state of a call in words', () => {
  it.each<[AppearanceState, string]>([
    [{ kind: 'ringing', isSilenced: false }, 'Incoming call'],
    [{ kind: 'calling', isAlerting: false }, 'Calling'],
    [{ kind: 'calling', isAlerting: true }, 'Ringing'],
    [{ kind: 'calling', isAlerting: false, device: kitchen }, 'Calling from Kitchen phone'],
    [{ kind: 'calling', isAlerting: true, device: kitchen }, 'Ringing, from Kitchen phone'],
    [{ kind: 'attaching', device: kitchen, isHere: false }, 'Connecting to Kitchen phone'],
    [{ kind: 'attaching', device: desk, isHere: true }, 'Connecting'],
    [{ kind: 'active' }, 'In call'],
    [{ kind: 'active', movingTo: kitchen }, 'In call'],
    [{ kind: 'held' }, 'On hold'],
    [{ kind: 'remote', device: kitchen, isHeld: false }, 'In use on Kitchen phone'],
    [{ kind: 'remote', device: kitchen, isHeld: true }, 'On hold on Kitchen phone'],
    [{ kind: 'remote', device: { id: 'x', name: '' }, isHeld: false }, 'In use on another device'],
    [{ kind: 'unattached', device: kitchen, isHere: false }, 'Not connected to Kitchen phone'],
    [{ kind: 'unattached', device: kitchen, isHere: true }, 'This call waits for you here'],
    [endedFor({ kind: 'transferred' }), 'Transferred'],
    [endedFor({ kind: 'declined', by: 'them' }), 'Declined'],
    [endedFor({ kind: 'no-answer' }), 'No answer'],
    [endedFor({ kind: 'ended', by: 'them' }), 'Ended by them'],
    [endedFor({ kind: 'answered-elsewhere', device: kitchen }), 'Answered on Kitchen phone'],
    [endedFor({ kind: 'dropped' }), 'Call dropped'],
    [endedFor({ kind: 'failed', detail: 'circuit broken' }), 'Call failed: circuit broken'],
  ])('of %j is %j', (state, expected) => {
    expect(words(state)).toBe(expected);
  });

  it('says that a call waits for us, or for them, only once somebody has answered it', () => {
    expect(words({ kind: 'active' }, true)).toBe('You are offline. The call is kept for you');
    expect(words({ kind: 'ringing', isSilenced: false }, true)).toBe('Incoming call');
    expect(stateWords(sampleCall({ kind: 'active' }, { farSideLostAt: sampleNow }), false, en)).toBe(
      'Their connection was lost. Waiting for them',
    );
  });

  it('is followed by what else is to be known', () => {
    const call = sampleCall(
      { kind: 'active', movingTo: kitchen },
      {
        isHeldByThem: true,
        areTheyMuted: true,
        isTransferring: true,
        transferredBy: '+14085550111',
        askedBy: { id: 'x', name: '' },
        digits: { ours: '12', theirs: '#' },
      },
    );
    expect(callNews(call, [], en)).toEqual([
      'Connecting to Kitchen phone',
      'They put you on hold',
      'They are muted',
      'Transferring',
      'Transferred by +1 408 555 0111',
      'Asked for by another device',
      'Keys pressed: 12',
      'They pressed: #',
    ]);
    expect(callNews(sampleCall({ kind: 'active' }), [], en)).toEqual([]);
  });

  it('begins the name of the card, before who it is', () => {
    const call = sampleCall({ kind: 'active' });
    expect(cardName(call, samplePhone(), en)).toBe('In call, +1 408 555 1002');
    expect(cardName(call, samplePhone(), de)).toBe('Im Gespräch, +1 408 555 1002');
    const contacts = [{ id: 'b', name: 'Ben', numbers: ['+14085551002'] }];
    expect(cardName(call, samplePhone({ contacts }), en)).toBe('In call, Ben');
  });
});
