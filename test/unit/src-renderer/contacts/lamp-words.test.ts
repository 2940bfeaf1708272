import { describe, expect, it } from 'vitest';
import type { Lamp } from '../../../../src-bridge/contacts.ts';
import { lampWords } from '../../../../src-renderer/contacts/lamp-words.ts';
import { de } from '../../../../src-renderer/messages/de.ts';
import { en } from '../../../../src-renderer/messages/en.ts';
import { sampleContacts } from '../../../support/sample-contacts.ts';

const words = (lamp: Lamp) => lampWords(lamp, sampleContacts, en.contacts);

describe('a lamp in words', () => {
  it('says what the phone does, and with whom, by name where that is known', () => {
    expect(words({ kind: 'idle' }).state).toBe('Free');
    expect(words({ kind: 'ringing' }).state).toBe('Ringing');
    expect(words({ kind: 'ringing', who: '+14085551003' }).state).toBe('Ringing, +1 408 555 1003');
    expect(words({ kind: 'in-call', who: '' }).state).toBe('In a call');
    expect(words({ kind: 'in-call', who: '+14085551002' }).state).toBe('In a call with Ada Byron');
    expect(words({ kind: 'in-call', who: 'The boss' }).state).toBe('In a call with The boss');
    expect(lampWords({ kind: 'idle' }, [], de.contacts).state).toBe('Frei');
  });

  it('says why nothing is known, and shows it where that is not only for a moment', () => {
    expect(words({ kind: 'unknown', reason: 'asking' })).toEqual({
      state: 'Not known',
      reason: 'Their phone is being asked',
      isReasonShown: false,
    });
    for (const reason of ['refused', 'unreachable', 'bad-answer'] as const) {
      expect(words({ kind: 'unknown', reason })).toMatchObject({ state: 'Not known', isReasonShown: true });
    }
  });
});
