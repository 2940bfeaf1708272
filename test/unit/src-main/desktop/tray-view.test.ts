import { describe, expect, it } from 'vitest';
import type { AppearanceState, PhoneState } from '../../../../src-bridge/phone-state.ts';
import { trayIcon, trayView, type TrayItem } from '../../../../src-main/desktop/tray-view.ts';
import { en } from '../../../../src-renderer/messages/en.ts';
import {
  endedFor,
  reconnecting,
  sampleCall,
  samplePhone,
  signedOutPhone,
  unattachedTo,
} from '../../../support/sample-states.ts';

const kitchen = { id: 'kitchen', name: 'Kitchen phone' };
const ringing: AppearanceState = { kind: 'ringing', isSilenced: false };
const quiet = { ...samplePhone().settings, doNotDisturb: true };
const inState = (state: AppearanceState): PhoneState => samplePhone({ calls: [sampleCall(state)] });

describe('the icon of the tray', () => {
  it.each([
    ['idle', samplePhone()],
    ['ringing', inState(ringing)],
    ['ringing', samplePhone({ calls: [sampleCall(ringing), sampleCall({ kind: 'active' }, { id: 'c2' })] })],
    ['in-call', inState({ kind: 'active' })],
    ['in-call', inState({ kind: 'held' })],
    ['in-call', inState({ kind: 'calling', isAlerting: true })],
    ['in-call', samplePhone({ calls: [sampleCall({ kind: 'active' })], connection: reconnecting() })],
    ['idle', inState({ kind: 'remote', device: kitchen, isHeld: false })],
    ['idle', inState({ kind: 'ringing', isSilenced: true })],
    ['idle', inState(endedFor({ kind: 'missed' }))],
    ['dnd', samplePhone({ settings: quiet })],
    ['dnd', samplePhone({ settings: quiet, calls: [sampleCall(ringing)] })],
    ['offline', signedOutPhone()],
    ['offline', samplePhone({ connection: reconnecting() })],
    ['offline', samplePhone({ connection: { kind: 'connecting' }, settings: quiet })],
  ] as const)('is %s where it is to be', (icon, state) => {
    expect(trayIcon(state)).toBe(icon);
  });
});

/** The labels of a menu, those within it after `>`. */
function labels(items: readonly TrayItem[]): string[] {
  return items.flatMap((item) => {
    if (item.kind === 'separator') return ['-'];
    return item.kind === 'menu' ? [item.label, ...labels(item.items).map((label) => `> ${label}`)] : [item.label];
  });
}

describe('the menu of the tray', () => {
  it('has a state line, do not disturb, open and quit', () => {
    const { menu, tooltip } = trayView(samplePhone(), en);
    expect(labels(menu)).toEqual(['Online', '-', 'Do not disturb', 'Open', '-', 'Quit']);
    expect(tooltip).toBe('Byway · Online');
  });

  it.each([
    [ringing, 'Incoming call', ['Answer', 'Decline', 'Silence']],
    [{ kind: 'ringing', isSilenced: true }, 'Incoming call', ['Answer', 'Decline']],
    [{ kind: 'calling', isAlerting: false }, 'Calling', ['Cancel']],
    [{ kind: 'attaching', device: kitchen, isHere: false }, 'Connecting to Kitchen phone', ['End']],
    [{ kind: 'active' }, 'In call', ['Mute', 'Hold', 'End']],
    [{ kind: 'held' }, 'On hold', ['Resume', 'End']],
    [{ kind: 'remote', device: kitchen, isHeld: false }, 'In use on Kitchen phone', ['Pull call here', 'End']],
    [unattachedTo(kitchen), 'Not connected to Kitchen phone', ['Pull call here', 'End']],
  ] as const satisfies readonly (readonly [AppearanceState, string, readonly string[]])[])(
    'has a call with the actions of its state: %o',
    (state, words, actions) => {
      const { menu } = trayView(inState(state), en);
      const entry = `${words}, +1 408 555 1002`;
      expect(labels(menu).slice(2)).toEqual([
        entry,
        ...actions.map((action) => `> ${action}`),
        '-',
        'Do not disturb',
        'Open',
        '-',
        'Quit',
      ]);
    },
  );

  it('leaves out a call that is over', () => {
    expect(labels(trayView(inState(endedFor({ kind: 'missed' })), en).menu)).toHaveLength(6);
  });

  it('does not change while a reconnection is counted down', () => {
    const at = (retryAt: number) => trayView(samplePhone({ connection: reconnecting(retryAt) }), en);
    expect(at(1000)).toEqual(at(2000));
    expect(at(1000).tooltip).toBe('Byway · Reconnecting');
  });

  it('switches do not disturb over', () => {
    const check = (state: PhoneState) => trayView(state, en).menu.find(({ kind }) => kind === 'check');
    expect(check(samplePhone())).toMatchObject({ isOn: false, command: { kind: 'do-not-disturb', isOn: true } });
    expect(check(samplePhone({ settings: quiet }))).toMatchObject({ isOn: true, command: { isOn: false } });
  });
});
