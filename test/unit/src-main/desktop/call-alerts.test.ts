import { describe, expect, it } from 'vitest';
import { missedAlerts, ringingAlerts } from '../../../../src-main/desktop/call-alerts.ts';
import { incomingCallToast } from '../../../../src-main/desktop/toast-xml.ts';
import { badgeCount, countMissed, nothingUnseen } from '../../../../src-main/desktop/unseen-calls.ts';
import { en } from '../../../../src-renderer/messages/en.ts';
import { endedFor, sampleCall, samplePhone } from '../../../support/sample-states.ts';

const ringing = sampleCall({ kind: 'ringing', isSilenced: false }, { id: 'r' });
const missed = sampleCall(endedFor({ kind: 'missed' }), { id: 'm' });
const { settings } = samplePhone();

describe('the notification of a call that rings', () => {
  it('says who calls, with Answer and Decline', () => {
    const [alert] = ringingAlerts(samplePhone({ calls: [ringing] }), en);
    expect(alert).toEqual({
      id: 'ringing-r',
      kind: 'ringing',
      title: '+1 408 555 1002',
      body: 'Incoming call',
      buttons: [
        { label: 'Answer', command: { kind: 'answer', callId: 'r' } },
        { label: 'Decline', command: { kind: 'decline', callId: 'r' } },
      ],
      onClick: { kind: 'open', callId: 'r' },
    });
  });

  it('names the contact who calls', () => {
    const contacts = [{ id: 'b', name: 'Ben', numbers: ['+14085551002'] }];
    const state = samplePhone({ contacts, calls: [ringing, missed] });
    expect(ringingAlerts(state, en)[0]!.title).toBe('Ben');
    expect(missedAlerts(state, en)[0]!.body).toBe('Ben');
  });

  it('names the line where there are several', () => {
    const lines = [...samplePhone().lines, { id: 'l2', name: 'Second line' }];
    const [alert] = ringingAlerts(samplePhone({ lines, calls: [ringing] }), en);
    expect(alert!.body).toBe('Incoming call · Main line · +1 408 555 0100');
  });

  it.each([
    ['is silenced', samplePhone({ calls: [{ ...ringing, state: { kind: 'ringing', isSilenced: true } }] })],
    ['is not to disturb', samplePhone({ calls: [ringing], settings: { ...settings, doNotDisturb: true } })],
    ['was answered', samplePhone({ calls: [{ ...ringing, state: { kind: 'active' } }] })],
    [
      'comes to who wants no notifications',
      samplePhone({
        calls: [ringing, missed],
        settings: { ...settings, desktop: { ...settings.desktop, notifications: false } },
      }),
    ],
  ])('is none when the call %s', (_why, state) => {
    expect([ringingAlerts(state, en), missedAlerts(state, en)]).toEqual([[], []]);
  });
});

it('a missed call has a notification with Call back, and a click puts its number into the dial box', () => {
  expect(missedAlerts(samplePhone({ calls: [missed, ringing] }), en)).toEqual([
    {
      id: 'missed-m',
      kind: 'missed',
      title: 'Missed call',
      body: '+1 408 555 1002',
      buttons: [{ label: 'Call back', command: { kind: 'call-back', number: '+14085551002', lineId: 'l1' } }],
      onClick: { kind: 'dial', text: '+14085551002' },
    },
  ]);
});

describe('the toast of Windows', () => {
  const [alert] = ringingAlerts(samplePhone({ calls: [ringing] }), en);

  it('is an incoming call, whose buttons Electron knows as actions of this notification', () => {
    const xml = incomingCallToast(alert!);
    expect(xml).toContain('<toast scenario="incomingCall"');
    expect(xml).toContain('activationType="foreground" arguments="type=action&amp;action=0&amp;tag=ringing-r"');
    expect(xml).toContain('activationType="foreground" arguments="type=action&amp;action=1&amp;tag=ringing-r"');
    expect(xml).toContain('<audio silent="true"/>');
  });

  it('takes a name for text, whatever it holds', () => {
    const title = `<b>"A" & 'B'</b>\u0000\u0007\ud800`;
    const xml = incomingCallToast({ ...alert!, title });
    expect(xml).toContain('<text>&lt;b&gt;&quot;A&quot; &amp; &apos;B&apos;&lt;/b&gt;\ufffd</text>');
  });
});

describe('the number on the icon', () => {
  it('counts calls that ring and calls that were missed while nobody looked, each once', () => {
    const state = samplePhone({ calls: [ringing, missed] });
    const once = countMissed(nothingUnseen, state, false);
    const twice = countMissed(once, state, false);
    expect([badgeCount(once, state), badgeCount(twice, state)]).toEqual([2, 2]);
    expect(badgeCount(countMissed(twice, samplePhone(), false), samplePhone())).toBe(1);
  });

  it('forgets what the person has seen, for good', () => {
    const state = samplePhone({ calls: [missed] });
    const seen = countMissed(countMissed(nothingUnseen, state, false), state, true);
    expect(badgeCount(countMissed(seen, state, false), state)).toBe(0);
  });
});
