import { beforeEach, describe, expect, test } from 'vitest';
import type { CallAppearance, PhoneState } from '../../../../../src-bridge/phone-state.ts';
import { DialogDescriber } from '../../../../../src-main/dialog-package/describe/describe-dialogs.ts';
import { deviceInstance } from '../../../../../src-main/dialog-package/describe/identifiers.ts';
import { dialogTableSchema, type DialogTable } from '../../../../../src-main/dialog-package/dialog-table.ts';
import { fingerprint } from '../../../../../src-main/node/system-clock.ts';
import type { CallFacts } from '../../../../../src-main/session/call-facts.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import { sampleCall, sampleNow, samplePhone, signedOutPhone } from '../../../../support/sample-states.ts';

const own = 'https://provider.example/handlers/own';
const other = 'https://provider.example/handlers/kitchen';
const kitchen = { id: 'kitchen', name: 'Kitchen phone' };

let clock: FakeClock;
let describer: DialogDescriber;
/** The handler of each call that was chosen. */
let handlers: Map<string, string>;

beforeEach(() => {
  clock = new FakeClock(sampleNow);
  describer = new DialogDescriber({ clock, fingerprint });
  handlers = new Map();
});

function factsOf(callId: string): CallFacts {
  const handler = handlers.get(callId);
  const uri = `https://provider.example/calls/${callId}`;
  return { uri, ownHandler: own, ...(handler === undefined ? {} : { handler }) };
}

function told(state: PhoneState, users: PhoneState['settings']['deskPhones']['users'] = []): DialogTable {
  const table = describer.describe(state, factsOf, users);
  expect(dialogTableSchema.parse(table)).toEqual(table);
  return table;
}

function withCalls(...calls: readonly CallAppearance[]): PhoneState {
  return samplePhone({ calls });
}

function talkingHere(id: string, changes: Partial<CallAppearance> = {}): CallAppearance {
  handlers.set(id, own);
  return sampleCall({ kind: 'active' }, { id, ...changes });
}

function talkingElsewhere(id: string): CallAppearance {
  handlers.set(id, other);
  return sampleCall({ kind: 'remote', device: kitchen, isHeld: false }, { id, direction: 'inbound' });
}

const ringing = sampleCall({ kind: 'ringing', isSilenced: false });
const ended = sampleCall({ kind: 'ended', reason: { kind: 'missed' } }, { direction: 'inbound' });

describe('the table of dialogs', () => {
  test('names both sides and their targets by RIPP numbers, with the device and the far side as instances (G6)', () => {
    const { here, shared } = told(withCalls(ringing), [{ line: '+14085550100', user: 'main' }]);
    expect(here).toEqual(shared);
    expect(here).toMatchObject([
      {
        lineId: 'l1',
        direction: 'recipient',
        progress: { state: 'early' },
        startedAt: sampleNow,
        appearance: 1,
        local: {
          identity: 'sip:+14085550100@example.com',
          display: 'Main line',
          target: { user: 'main', instance: deviceInstance(own, fingerprint) },
        },
        remote: { identity: 'sip:+14085551002@example.com' },
      },
    ]);
    expect(here[0]?.remote.target).toMatch(/^sip:\+14085551002@example\.com;gr=[\w-]{22}$/u);
    expect(here[0]?.remote).not.toHaveProperty('display');
  });

  test('holds no URI and no id of the phone', () => {
    const text = JSON.stringify(told(withCalls(talkingHere('c1'), ringing)));
    for (const secret of ['calls/c1', 'handlers', 'https:', fingerprint(factsOf('c1').uri)])
      expect(text).not.toContain(secret);
  });

  test('has a remote tag of an outbound call from the moment in which the far side is alerted', () => {
    handlers.set('c1', own);
    const calling = (isAlerting: boolean): PhoneState => withCalls(sampleCall({ kind: 'calling', isAlerting }));
    expect(told(calling(false)).here[0]).not.toHaveProperty('remoteTag');
    const tagged = told(calling(true)).here[0];
    expect(tagged?.remoteTag).toMatch(/^[\w-]{22}$/u);
    const over = sampleCall({ kind: 'ended', reason: { kind: 'busy' } });
    expect(told(withCalls(over)).here[0]).toEqual({
      ...tagged,
      progress: { state: 'terminated', event: 'rejected', code: 486 },
    });
  });

  test('has none of an outbound call that ended before', () => {
    handlers.set('c1', own);
    told(withCalls(sampleCall({ kind: 'calling', isAlerting: false })));
    const over = sampleCall({ kind: 'ended', reason: { kind: 'cancelled' } });
    expect(told(withCalls(over)).here[0]).not.toHaveProperty('remoteTag');
  });

  test('lists a dialog that is over for some seconds, then not any more', async () => {
    told(withCalls(ringing));
    expect(told(withCalls(ended)).here).toHaveLength(1);
    await clock.advance(4999);
    expect(told(withCalls(ended)).shared).toHaveLength(1);
    await clock.advance(1);
    expect(told(withCalls(ended))).toMatchObject({ here: [], shared: [] });
    expect(told(withCalls())).toMatchObject({ here: [], shared: [] });
  });

  test('has no dialog of a call that is over when it is first seen', () => {
    expect(told(withCalls(ended))).toMatchObject({ here: [], shared: [] });
  });

  test('has no dialog at this device of a call that another one placed or answered', () => {
    const table = told(withCalls(talkingElsewhere('c1')));
    expect(table.here).toEqual([]);
    expect(table.shared[0]?.local.target.instance).toBe(deviceInstance(other, fingerprint));
  });

  test('follows a call through its devices: replaced here, back as another dialog, one dialog on the line (G7)', () => {
    const [first] = told(withCalls(talkingHere('c1', { direction: 'inbound' }))).here;
    const away = told(withCalls(talkingElsewhere('c1')));
    expect(away.here).toEqual([{ ...first, progress: { state: 'terminated', event: 'replaced' } }]);
    const back = told(withCalls(talkingHere('c1', { direction: 'inbound' })));
    const [again] = back.here.filter(({ progress }) => progress.state !== 'terminated');
    expect(again).toEqual({ ...first, id: again?.id });
    expect(again?.id).not.toBe(first?.id);
    expect(away.shared).toMatchObject([{ id: first?.id, progress: { state: 'confirmed' } }]);
    expect(back.shared).toEqual([first]);
  });

  test('names another target where the call was transferred to somebody else, in the same dialog (G7)', () => {
    const [before] = told(withCalls(talkingHere('c1'))).here;
    const party = { number: '+14085551003', isVerified: false };
    const [after] = told(withCalls(talkingHere('c1', { party }))).here;
    expect(after).toEqual({ ...before, remote: after?.remote });
    expect(after?.remote.identity).toBe('sip:+14085551003@example.com');
    expect(after?.remote.target).toContain(after?.remote.identity);
    expect(after?.remote.target.split('gr=')[1]).not.toBe(before?.remote.target.split('gr=')[1]);
  });

  test('numbers the calls of a line by the lowest number that is free, oldest call first', () => {
    const at = (id: string, startedAt: number): CallAppearance => talkingHere(id, { startedAt });
    const numbers = (table: DialogTable): readonly number[] => table.shared.map(({ appearance }) => appearance);
    expect(numbers(told(withCalls(at('c2', 2), at('c1', 1))))).toEqual([2, 1]);
    const over = { ...at('c1', 1), state: ended.state };
    expect(numbers(told(withCalls(at('c3', 3), at('c2', 2), over)))).toEqual([3, 2, 1]);
    expect(numbers(told(withCalls(at('c4', 4), at('c3', 3), at('c2', 2), over)))).toEqual([1, 3, 2, 1]);
  });

  test('numbers the calls of each line by themselves (G3)', () => {
    const lines = [
      { id: 'l1', name: 'Office', number: '+14085550100' },
      { id: 'l2', name: 'Home', number: '+14085550101' },
    ];
    const calls = [talkingHere('c1', { lineId: 'l2' }), talkingHere('c2')];
    expect(told(samplePhone({ lines, calls })).here).toMatchObject([
      { lineId: 'l2', appearance: 1, local: { identity: 'sip:+14085550101@example.com', display: 'Home' } },
      { lineId: 'l1', appearance: 1, local: { identity: 'sip:+14085550100@example.com', display: 'Office' } },
    ]);
  });

  test('lists the newest call first', () => {
    const table = told(withCalls(talkingHere('c1', { startedAt: 5 }), talkingHere('c2', { startedAt: 7 })));
    expect(table.here.map(({ startedAt }) => startedAt)).toEqual([7, 5]);
  });

  test('names the lines by their users', () => {
    expect(told(samplePhone(), [{ line: '+14085550100', user: 'main' }])).toEqual({
      lines: [{ id: 'l1', users: ['main', '+14085550100', '14085550100'] }],
      here: [],
      shared: [],
    });
  });
});

describe('at sign-out', () => {
  test('every dialog is over, and there are no lines any more', async () => {
    const rings = { ...ringing, id: 'c3', startedAt: 1 };
    told(withCalls(talkingHere('c1', { startedAt: 3 }), { ...talkingElsewhere('c2'), startedAt: 2 }, rings));
    const table = told(signedOutPhone());
    const ends = (list: DialogTable['here']): readonly unknown[] => list.map(({ progress }) => progress);
    expect(table.lines).toEqual([]);
    expect(ends(table.here)).toEqual([
      { state: 'terminated', event: 'local-bye' },
      { state: 'terminated', event: 'cancelled', code: 487 },
    ]);
    expect(ends(table.shared)).toEqual([
      { state: 'terminated', event: 'local-bye' },
      { state: 'terminated', event: 'error' },
      { state: 'terminated', event: 'cancelled', code: 487 },
    ]);
    await clock.advance(5000);
    expect(told(signedOutPhone())).toMatchObject({ here: [], shared: [] });
  });

  test('or at shutdown, where the lines stay', () => {
    told(withCalls(talkingHere('c1')));
    const { here, lines } = told(withCalls());
    expect(here.map(({ progress }) => progress)).toEqual([{ state: 'terminated', event: 'local-bye' }]);
    expect(lines).toHaveLength(1);
  });

  test('a call that is shown again is another dialog', () => {
    const [first] = told(withCalls(ringing)).here;
    told(withCalls());
    const { here, shared } = told(withCalls(ringing));
    expect(new Set(here.map(({ id }) => id)).size).toBe(2);
    expect(here.filter(({ progress }) => progress.state === 'early')).toHaveLength(1);
    expect(shared).toEqual(here);
    expect(here.every(({ callId }) => callId === first?.callId)).toBe(true);
  });
});

describe('a provider that says anything', () => {
  test('cannot make a table that does not fit its schema', () => {
    const calls = Array.from({ length: 50 }, (_, index) =>
      talkingHere(`c${index}`, { party: { number: '\u0000"<ü>'.repeat(50), isVerified: false } }),
    );
    const lines = Array.from({ length: 100 }, (_, index) => ({
      id: `l${index}`,
      name: '"'.repeat(64),
      number: '+'.repeat(300),
    }));
    expect(told(samplePhone({ lines, calls })).here).toHaveLength(50);
    expect(told(samplePhone({ lines, calls: [] })).here).toHaveLength(50);
    for (let turn = 0; turn < 10; turn++) told(samplePhone({ lines, calls: turn % 2 === 0 ? calls : [] }));
    expect(told(samplePhone({ lines, calls })).lines).toHaveLength(64);
  });
});
