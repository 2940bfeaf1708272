import { beforeEach, describe, expect, it } from 'vitest';
import type { AppearanceState, PhoneState } from '../../../../src-bridge/phone-state.ts';
import { CallNotifications } from '../../../../src-renderer/browser-host/call-notifications.ts';
import type {
  Announcement,
  NotificationAccess,
  NotificationPort,
} from '../../../../src-renderer/browser-host/notification-port.ts';
import { en } from '../../../../src-renderer/messages/en.ts';
import { endedFor, sampleCall, samplePhone } from '../../../support/sample-states.ts';

interface Shown extends Announcement {
  readonly click: () => void;
}

/** A browser's notifications: those that stand now, and how often the person was asked. */
class FakeNotifications implements NotificationPort {
  access: NotificationAccess = 'granted';
  answer: NotificationAccess = 'granted';
  asked = 0;
  isForbidden = false;
  readonly standing: Shown[] = [];

  async request(): Promise<NotificationAccess> {
    this.asked += 1;
    return (this.access = this.answer);
  }

  show(announcement: Announcement, click: () => void): () => void {
    if (this.isForbidden) throw new TypeError('Illegal constructor');
    const shown = { ...announcement, click };
    this.standing.push(shown);
    return () => void this.standing.splice(this.standing.indexOf(shown), 1);
  }
}

const ringing: AppearanceState = { kind: 'ringing', isSilenced: false };
const missed = endedFor({ kind: 'missed' });
const quiet = { ...samplePhone().settings, doNotDisturb: true };

let port: FakeNotifications;
let opened: string[];
let calledBack: string[];
let hasGesture: boolean;
let notifications: CallNotifications;

beforeEach(() => {
  port = new FakeNotifications();
  [opened, calledBack, hasGesture] = [[], [], true];
  notifications = new CallNotifications({
    port,
    text: () => en,
    hasGesture: () => hasGesture,
    openCall: (callId) => opened.push(callId),
    callBack: ({ party }) => calledBack.push(party.number),
  });
});

function show(state: AppearanceState | undefined, changes: Partial<PhoneState> = {}): void {
  notifications.follow(samplePhone({ calls: state === undefined ? [] : [sampleCall(state)], ...changes }));
}

const titles = (): string[] => port.standing.map(({ title, body }) => `${title}: ${body}`);

describe('the notification of a call', () => {
  it('names the contact who calls', () => {
    show(ringing, { contacts: [{ id: 'b', name: 'Ben', numbers: ['+14085551002'] }] });
    expect(titles()).toEqual(['Incoming call: Ben']);
  });

  it('stands while the call rings, once, and a click opens the call', () => {
    show(ringing);
    show(ringing);
    expect(port.standing).toHaveLength(1);
    expect(port.standing[0]).toMatchObject({
      title: 'Incoming call',
      body: '+1 408 555 1002',
      tag: 'ringing-c1',
      stays: true,
    });
    port.standing[0]!.click();
    expect(opened).toEqual(['c1']);
  });

  it.each<[how: string, state: AppearanceState | undefined, changes: Partial<PhoneState>]>([
    ['is answered here', { kind: 'active' }, {}],
    ['is answered elsewhere', { kind: 'remote', device: { id: 'k', name: 'Kitchen' }, isHeld: false }, {}],
    ['is declined', endedFor({ kind: 'declined', by: 'us' }), {}],
    ['is silenced', { kind: 'ringing', isSilenced: true }, {}],
    ['leaves the state', undefined, {}],
    ['is not to disturb any more', ringing, { settings: quiet }],
  ])('goes when the call %s', (_how, state, changes) => {
    show(ringing);
    show(state, changes);
    expect(port.standing).toEqual([]);
  });

  it('names the line where there are several', () => {
    const lines = [
      { id: 'l1', name: 'Office', number: '+14085550100' },
      { id: 'l2', name: 'Home' },
    ];
    show(ringing, { lines });
    expect(titles()).toEqual(['Incoming call: +1 408 555 1002 → Office · +1 408 555 0100']);
  });

  it('is one of several for several calls', () => {
    notifications.follow(samplePhone({ calls: [sampleCall(ringing, { id: 'a' }), sampleCall(ringing, { id: 'b' })] }));
    expect(port.standing.map(({ tag }) => tag)).toEqual(['ringing-a', 'ringing-b']);
    notifications.close();
    expect(port.standing).toEqual([]);
  });

  it('is not shown to whoever does not want it or does not allow it, nor where pages cannot', () => {
    show(ringing, { settings: { ...samplePhone().settings, notifiesInBrowser: false } });
    port.access = 'denied';
    show(ringing);
    port.access = 'granted';
    port.isForbidden = true;
    show(ringing);
    expect(port.standing).toEqual([]);
  });
});

describe('the question whether notifications are allowed', () => {
  beforeEach(() => {
    port.access = 'default';
  });

  it('comes with the first ring after a touch, and never before', async () => {
    show(undefined);
    hasGesture = false;
    show(ringing);
    expect(port.asked).toBe(0);
    hasGesture = true;
    show(ringing);
    expect(port.asked).toBe(1);
    await expect.poll(titles).toEqual(['Incoming call: +1 408 555 1002']);
  });

  it('comes once only', async () => {
    port.answer = 'default';
    show(ringing);
    await Promise.resolve();
    show(undefined);
    show(ringing);
    expect(port.asked).toBe(1);
  });

  it('does not come where notifications are not wanted', () => {
    show(ringing, { settings: { ...samplePhone().settings, notifiesInBrowser: false } });
    expect(port.asked).toBe(0);
  });
});

describe('the notification of a missed call', () => {
  it('takes the place of the ring, and a click calls back and takes it away', () => {
    show(ringing);
    show(missed);
    show(undefined);
    expect(titles()).toEqual(['Missed call: +1 408 555 1002. Click to call back']);
    expect(port.standing[0]!.stays).toBe(false);
    port.standing[0]!.click();
    expect(calledBack).toEqual(['+14085551002']);
    expect(port.standing).toEqual([]);
  });

  it('is not shown for a call that did not ring here, nor for one that was declined', () => {
    show(missed);
    show(undefined);
    show(ringing);
    show(endedFor({ kind: 'declined', by: 'us' }));
    show(ringing, { settings: quiet });
    show(missed, { settings: quiet });
    expect(port.standing).toEqual([]);
  });
});
