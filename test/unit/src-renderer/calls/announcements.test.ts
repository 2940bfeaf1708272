import { describe, expect, it } from 'vitest';
import { announceCalls } from '../../../../src-renderer/calls/announcements.ts';
import { en } from '../../../../src-renderer/messages/en.ts';
import { endedFor, reconnecting, sampleCall, samplePhone } from '../../../support/sample-states.ts';

const ringing = samplePhone({ calls: [sampleCall({ kind: 'ringing', isSilenced: false })] });
const active = samplePhone({ calls: [sampleCall({ kind: 'active' })] });

describe('what a screen reader says', () => {
  it('interrupts for an incoming call, also when the page opens on one', () => {
    const incoming = { assertive: 'Incoming call, +1 408 555 1002' };
    expect(announceCalls(samplePhone(), ringing, en)).toEqual(incoming);
    expect(announceCalls(undefined, ringing, en)).toEqual(incoming);
  });

  it('waits with every other change of a call', () => {
    expect(announceCalls(ringing, active, en)).toEqual({ polite: 'In call, +1 408 555 1002' });
    const over = samplePhone({ calls: [sampleCall(endedFor({ kind: 'ended', by: 'them' }))] });
    expect(announceCalls(active, over, en)).toEqual({ polite: 'Ended by them, +1 408 555 1002' });
  });

  it('says once that a call waits for the network', () => {
    const cutOff = { ...active, connection: reconnecting(1000) };
    expect(announceCalls(active, cutOff, en).polite).toContain('You are offline');
    expect(announceCalls(cutOff, { ...cutOff, connection: reconnecting(2000) }, en)).toEqual({});
  });

  it('keeps quiet about a call that was there when the page opened, and about what did not change', () => {
    expect(announceCalls(undefined, active, en)).toEqual({});
    expect(announceCalls(ringing, { ...ringing, notices: [{ id: 'n', code: 'no-keychain' }] }, en)).toEqual({});
  });
});
