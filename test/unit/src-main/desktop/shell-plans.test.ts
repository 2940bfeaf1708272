import { describe, expect, it, test } from 'vitest';
import type { PhoneState } from '../../../../src-bridge/phone-state.ts';
import { autostartEntry } from '../../../../src-main/desktop/autostart-entry.ts';
import { commandFor } from '../../../../src-main/desktop/request-command.ts';
import { commandOf } from '../../../../src-main/desktop/shortcut-plan.ts';
import { desktopImages } from '../../../../src-main/desktop/tray-images.ts';
import { keepsAwake, ringWindowCalls, wantsStrip } from '../../../../src-main/desktop/window-plan.ts';
import { endedFor, sampleCall, samplePhone } from '../../../support/sample-states.ts';

const ringing = sampleCall({ kind: 'ringing', isSilenced: false }, { id: 'r' });
const active = sampleCall({ kind: 'active' }, { id: 'a' });
const held = sampleCall({ kind: 'held' }, { id: 'h' });
const remote = sampleCall({ kind: 'remote', device: { id: 'k', name: 'Kitchen' }, isHeld: false }, { id: 'k' });
const phone = (...calls: PhoneState['calls']): PhoneState => samplePhone({ calls });

/** `state` with other settings of the desktop. */
function wanting(state: PhoneState, desktop: Partial<PhoneState['settings']['desktop']>): PhoneState {
  return { ...state, settings: { ...state.settings, desktop: { ...state.settings.desktop, ...desktop } } };
}

describe('the shortcut answer or end', () => {
  it.each([
    ['answers the call that rings, also during another', phone(ringing, active), { kind: 'answer', callId: 'r' }],
    ['ends the call that is talked in', phone(held, active), { kind: 'end', callId: 'a' }],
    ['ends a call that is on hold alone', phone(held), { kind: 'end', callId: 'h' }],
    [
      'gives up a call that is being placed',
      phone(sampleCall({ kind: 'calling', isAlerting: true })),
      { kind: 'cancel', callId: 'c1' },
    ],
    ['leaves a call of another device alone', phone(remote), undefined],
    ['does nothing without a call', phone(), undefined],
  ])('%s', (_what, state, command) => {
    expect(commandOf('answer-or-end', state)).toEqual(command);
  });
});

test('the shortcut mute mutes and unmutes the call that is talked in, and no other', () => {
  expect(commandOf('mute', phone(active))).toEqual({ kind: 'set-muted', callId: 'a', isMuted: true });
  expect(commandOf('mute', phone({ ...active, isMuted: true }))).toMatchObject({ isMuted: false });
  expect(commandOf('mute', phone(held))).toBeUndefined();
});

test('the ring window shows the calls that ring here, where it is wanted', () => {
  expect(ringWindowCalls(phone(ringing, active))).toBe(1);
  expect(ringWindowCalls(wanting(phone(ringing), { ringWindow: false }))).toBe(0);
});

test('the strip is seen in a call while the window is not, where it is wanted', () => {
  expect([wantsStrip(phone(active), false), wantsStrip(phone(active), true)]).toEqual([true, false]);
  expect(wantsStrip(phone(remote, ringing, sampleCall(endedFor({ kind: 'missed' }))), false)).toBe(false);
  expect(wantsStrip(wanting(phone(active), { callStrip: false }), false)).toBe(false);
});

test('the computer is kept awake by a call that rings or is here', () => {
  expect([phone(ringing), phone(active), phone(held)].every(keepsAwake)).toBe(true);
  expect([phone(), phone(remote), phone(sampleCall(endedFor({ kind: 'missed' })))].some(keepsAwake)).toBe(false);
});

test('a request with a link fills the dial box, and one from elsewhere at least shows the window', () => {
  const state = phone();
  expect(commandFor({ link: 'tel:+1408' }, 'this-start', state)).toEqual({ kind: 'dial', text: '+1408' });
  expect(commandFor({ link: 'tel:evil' }, 'elsewhere', state)).toEqual({ kind: 'open' });
  expect(commandFor({ link: 'tel:evil' }, 'this-start', state)).toBeUndefined();
  expect(commandFor({ action: 'dial-clipboard' }, 'elsewhere', state)).toEqual({ kind: 'dial-clipboard' });
  expect(commandFor({ action: 'do-not-disturb' }, 'elsewhere', state)).toEqual({ kind: 'do-not-disturb', isOn: true });
});

test('each platform has images of its own kind', () => {
  const names = (['windows', 'macos', 'linux'] as const).map((each) => desktopImages('/a', each).tray('in-call'));
  expect(names).toEqual(['/a/tray/in-call.ico', '/a/tray/in-callTemplate.png', '/a/tray/in-call.png']);
  expect(desktopImages('/a', 'windows').overlay('idle')).toBeUndefined();
  expect(desktopImages('/a', 'windows').overlay('dnd')).toBe('/a/tray/dnd.ico');
});

test('the autostart file quotes what a desktop would read otherwise', () => {
  expect(autostartEntry(['/opt/byway', '--hidden'])).toContain('\nExec=/opt/byway --hidden\n');
  const odd = autostartEntry(['/home/a b/100%/$x"\\y', '--hidden']);
  expect(odd).toContain(String.raw`Exec="/home/a b/100%%/\\$x\\"\\\\y" --hidden`);
});
