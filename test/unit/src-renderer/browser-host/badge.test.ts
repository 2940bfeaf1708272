import { expect, test } from 'vitest';
import type { AppearanceState, PhoneState } from '../../../../src-bridge/phone-state.ts';
import { badgeOf, type Badge } from '../../../../src-renderer/browser-host/badge.ts';
import { faviconOf } from '../../../../src-renderer/browser-host/favicon.ts';
import { ringingTitle } from '../../../../src-renderer/browser-host/page-title.ts';
import { de } from '../../../../src-renderer/messages/de.ts';
import { en } from '../../../../src-renderer/messages/en.ts';
import { endedFor, reconnecting, sampleCall, samplePhone, signedOutPhone } from '../../../support/sample-states.ts';

const ringing: AppearanceState = { kind: 'ringing', isSilenced: false };
const here = { id: 'desk', name: 'Desk' };
const quiet = { settings: { ...samplePhone().settings, doNotDisturb: true } };
const calls = (...states: AppearanceState[]): Pick<PhoneState, 'calls'> => ({
  calls: states.map((state, index) => sampleCall(state, { id: String(index) })),
});

test.each<[badge: Badge, when: string, state: PhoneState | undefined]>([
  ['idle', 'nothing happens', samplePhone()],
  ['idle', 'the phone connects for the first time', samplePhone({ connection: { kind: 'connecting' } })],
  [
    'idle',
    'a call ended, or is on another device',
    samplePhone(calls(endedFor({ kind: 'busy' }), { kind: 'remote', device: here, isHeld: false })),
  ],
  ['ringing', 'a call rings over another one', samplePhone(calls(ringing, { kind: 'active' }))],
  ['idle', 'the only call was silenced', samplePhone(calls({ kind: 'ringing', isSilenced: true }))],
  ['in-call', 'a call is on hold', samplePhone(calls({ kind: 'held' }))],
  [
    'in-call',
    'a call is kept while the connection is lost',
    samplePhone({ ...calls({ kind: 'active' }), connection: reconnecting() }),
  ],
  ['in-call', 'this device calls', samplePhone(calls({ kind: 'calling', isAlerting: false }))],
  ['in-call', 'this device is being connected', samplePhone(calls({ kind: 'attaching', device: here, isHere: true }))],
  ['idle', 'another device is being connected', samplePhone(calls({ kind: 'attaching', device: here, isHere: false }))],
  ['dnd', 'a call comes while nobody is to be disturbed', samplePhone({ ...calls(ringing), ...quiet })],
  ['offline', 'the connection is lost', samplePhone({ connection: reconnecting(), ...quiet })],
  ['offline', 'nobody is signed in', signedOutPhone()],
  ['offline', 'the phone does not run', undefined],
])('the icon says %s when %s', (badge, _when, state) => {
  expect(badgeOf(state)).toBe(badge);
});

test('every badge has a drawing of its own that holds nothing from elsewhere', () => {
  const icons = (['ringing', 'in-call', 'dnd', 'offline'] as const).map(faviconOf);
  expect(new Set(icons).size).toBe(4);
  for (const icon of icons) {
    expect(icon).toMatch(/^data:image\/svg\+xml,%3Csvg/u);
    expect(decodeURIComponent(icon).replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|script/u);
  }
});

test('the title counts the calls that ring, in the language of the page', () => {
  expect(ringingTitle(samplePhone(calls(ringing)), en)).toBe('(1) Incoming call – Byway');
  expect(ringingTitle(samplePhone(calls(ringing, ringing, { kind: 'active' })), de)).toBe(
    '(2) Eingehender Anruf – Byway',
  );
  expect(ringingTitle(samplePhone(calls({ kind: 'active' })), en)).toBeUndefined();
  expect(ringingTitle(samplePhone({ ...calls(ringing), ...quiet }), en)).toBeUndefined();
});
