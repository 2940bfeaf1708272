import { describe, expect, it } from 'vitest';
import type { AppearanceState, CallAppearance } from '../../../../src-bridge/phone-state.ts';
import type { Press } from '../../../../src-renderer/headset/button-reader.ts';
import { actionFor, wantedLamps } from '../../../../src-renderer/headset/headset-actions.ts';
import { endedFor, sampleCall, samplePhone } from '../../../support/sample-states.ts';

const desk = { id: 'desk', name: 'Desk' };
const states = {
  ringing: { kind: 'ringing', isSilenced: false },
  silenced: { kind: 'ringing', isSilenced: true },
  calling: { kind: 'calling', isAlerting: true },
  callingFromDesk: { kind: 'calling', isAlerting: true, device: desk },
  attaching: { kind: 'attaching', device: desk, isHere: true },
  attachingThere: { kind: 'attaching', device: desk, isHere: false },
  active: { kind: 'active' },
  held: { kind: 'held' },
  remote: { kind: 'remote', device: desk, isHeld: false },
  waiting: { kind: 'unattached', device: desk, isHere: true },
  ended: endedFor({ kind: 'busy' }),
} satisfies Record<string, AppearanceState>;
type Name = keyof typeof states;

/** Calls in these states, each with its name as its id. */
function calls(...names: Name[]): readonly CallAppearance[] {
  return names.map((name) => sampleCall(states[name], { id: name }));
}

describe('a press', () => {
  it.each<[press: Press['kind'], names: readonly Name[], asks: string]>([
    ['off-hook', ['ringing'], 'answer ringing'],
    ['off-hook', ['silenced'], 'answer silenced'],
    ['off-hook', ['ringing', 'active'], 'answer ringing'],
    ['off-hook', ['ringing', 'held'], 'answer ringing'],
    ['off-hook', ['held'], 'hold held'],
    ['off-hook', ['waiting'], 'pull waiting'],
    ['off-hook', ['active', 'held'], 'nothing'],
    ['off-hook', ['remote', 'ended', 'attachingThere', 'callingFromDesk'], 'nothing'],
    ['off-hook', [], 'nothing'],
    ['on-hook', ['active'], 'end active'],
    ['on-hook', ['active', 'held'], 'end active'],
    ['on-hook', ['ringing', 'active'], 'end active'],
    ['on-hook', ['calling'], 'cancel calling'],
    ['on-hook', ['waiting'], 'end waiting'],
    ['on-hook', ['attaching'], 'end attaching'],
    ['on-hook', ['ringing', 'held', 'remote', 'callingFromDesk'], 'nothing'],
    ['hook', ['ringing'], 'answer ringing'],
    ['hook', ['active'], 'end active'],
    ['hook', ['ringing', 'active'], 'answer ringing'],
    ['hook', ['calling'], 'cancel calling'],
    ['hook', ['held'], 'hold held'],
    ['toggle-mute', ['active'], 'mute active'],
    ['toggle-mute', ['ringing', 'held'], 'nothing'],
    ['flash', ['ringing', 'active'], 'answer ringing'],
    ['flash', ['active', 'held'], 'hold held'],
    ['flash', ['active'], 'hold active'],
    ['flash', ['held'], 'hold held'],
    ['drop', ['ringing', 'active'], 'decline ringing'],
    ['drop', ['active'], 'end active'],
    ['reject', ['ringing'], 'decline ringing'],
    ['reject', ['active'], 'nothing'],
    ['redial', [], 'redial +15550100'],
    ['redial', ['held'], 'redial +15550100'],
    ['redial', ['active'], 'nothing'],
  ])('of %s with calls %j asks for: %s', (kind, names, asks) => {
    const press = kind === 'mute' ? { kind, isOn: true } : { kind };
    const action = actionFor(press, samplePhone({ calls: calls(...names) }), { destination: '+15550100' });
    const about = action?.kind === 'redial' ? action.request.destination : action?.callId;
    expect(action === undefined ? 'nothing' : `${action.kind} ${String(about)}`).toBe(asks);
  });

  it('of a mute key goes the other way than the call, and of a mute switch the way that it stands', () => {
    const muted = samplePhone({ calls: [sampleCall(states.active, { isMuted: true })] });
    expect(actionFor({ kind: 'toggle-mute' }, muted, undefined)).toEqual({
      kind: 'mute',
      callId: 'c1',
      isMuted: false,
    });
    expect(actionFor({ kind: 'mute', isOn: true }, muted, undefined)).toMatchObject({ isMuted: true });
  });

  it('of Flash holds the only call, and resumes the other of two', () => {
    const one = samplePhone({ calls: calls('active') });
    expect(actionFor({ kind: 'flash' }, one, undefined)).toMatchObject({ isHeld: true });
    const two = samplePhone({ calls: calls('active', 'held') });
    expect(actionFor({ kind: 'flash' }, two, undefined)).toMatchObject({ isHeld: false });
  });

  it('of Redial before anything was dialled asks for nothing', () => {
    expect(actionFor({ kind: 'redial' }, samplePhone(), undefined)).toBeUndefined();
  });
});

describe('the lamps', () => {
  it.each<[names: readonly Name[], lit: readonly string[]]>([
    [[], []],
    [['ringing'], ['ring']],
    [['silenced'], []],
    [['calling'], ['offHook']],
    [['attaching'], ['offHook']],
    [['active'], ['offHook']],
    [
      ['ringing', 'active'],
      ['ring', 'offHook'],
    ],
    [
      ['active', 'held'],
      ['offHook', 'hold'],
    ],
    [['held'], ['hold']],
    [['remote', 'ended', 'waiting', 'attachingThere', 'callingFromDesk'], []],
  ])('with calls %j that are lit are %j', (names, lit) => {
    const lamps = wantedLamps(samplePhone({ calls: calls(...names) }), false);
    expect(Object.entries(lamps).flatMap(([lamp, isLit]) => (isLit ? [lamp] : []))).toEqual(lit);
  });

  it('show mute for the call that is talked in only', () => {
    expect(wantedLamps(samplePhone({ calls: [sampleCall(states.active, { isMuted: true })] }), false).mute).toBe(true);
    expect(wantedLamps(samplePhone({ calls: [sampleCall(states.held, { isMuted: true })] }), false).mute).toBe(false);
  });

  it('do not ring while nobody is to be disturbed', () => {
    const { settings } = samplePhone();
    const phone = samplePhone({ calls: calls('ringing'), settings: { ...settings, doNotDisturb: true } });
    expect(wantedLamps(phone, false).ring).toBe(false);
  });
});
