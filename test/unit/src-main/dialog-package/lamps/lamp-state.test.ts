import { describe, expect, test } from 'vitest';
import type { DialogReport, ReportedDialog } from '../../../../../src-main/dialog-package/documents/dialog-report.ts';
import { lampOf, mergeReport, type KnownDialogs } from '../../../../../src-main/dialog-package/lamps/lamp-state.ts';

/** A call that came in and was answered; `change` makes another one of it. */
function dialog(change: Partial<ReportedDialog> = {}): ReportedDialog {
  return {
    id: '1',
    direction: 'recipient',
    state: 'confirmed',
    local: {},
    remote: { identity: 'sip:+14085550110@provider.example' },
    ...change,
  };
}

function full(version: number, ...dialogs: readonly ReportedDialog[]): DialogReport {
  return { version, state: 'full', dialogs };
}

function partial(version: number, ...dialogs: readonly ReportedDialog[]): DialogReport {
  return { version, state: 'partial', dialogs };
}

/** What is known after these documents, and how each of them was taken. */
function after(...reports: readonly DialogReport[]): { known: KnownDialogs | undefined; taken: readonly string[] } {
  let known: KnownDialogs | undefined;
  const taken = reports.map((report) => {
    const merge = mergeReport(known, report);
    if (merge.kind === 'outdated') return 'outdated';
    known = merge.known;
    return merge.wantsFull ? 'wants full' : 'merged';
  });
  return { known, taken };
}

function idsAfter(...reports: readonly DialogReport[]): readonly string[] {
  return [...(after(...reports).known?.dialogs.keys() ?? [])];
}

describe('what is known of a phone', () => {
  test('is all that a full document says', () => {
    expect(idsAfter(full(0, dialog()), full(1, dialog({ id: '2' })))).toEqual(['2']);
  });

  test('is changed by a partial one, which ends what it says is terminated', () => {
    const reports = [
      full(0, dialog()),
      partial(1, dialog({ id: '2' })),
      partial(2, dialog({ id: '1', state: 'terminated' })),
    ];
    expect(idsAfter(...reports)).toEqual(['2']);
    expect(after(...reports).taken).toEqual(['merged', 'merged', 'merged']);
  });

  test('is not changed by an older document, nor by the same one again', () => {
    const { taken, known } = after(full(4, dialog()), partial(4, dialog({ id: '2' })), full(3), partial(5));
    expect(taken).toEqual(['merged', 'outdated', 'outdated', 'merged']);
    expect([...(known?.dialogs.keys() ?? [])]).toEqual(['1']);
  });

  test('is asked for again when a document is missing, and shown as far as it is known', () => {
    const { taken, known } = after(full(0), partial(2, dialog()));
    expect(taken).toEqual(['merged', 'wants full']);
    expect(known?.dialogs.size).toBe(1);
  });

  test('is not asked for again when a full document comes after the gap', () => {
    expect(after(full(0), full(9, dialog())).taken).toEqual(['merged', 'merged']);
  });

  test('is asked for when the first document is a partial one', () => {
    expect(after(partial(0, dialog())).taken).toEqual(['wants full']);
  });

  test('begins anew with a full document of version 0', () => {
    expect(after(full(0), partial(1, dialog()), full(0)).taken).toEqual(['merged', 'merged', 'merged']);
  });

  test('comes in the order of arrival where the phone does not count', () => {
    const { taken, known } = after(
      { state: 'full', dialogs: [] },
      { state: 'partial', dialogs: [dialog()] },
      { state: 'partial', dialogs: [dialog({ state: 'terminated' })] },
    );
    expect(taken).toEqual(['merged', 'merged', 'merged']);
    expect(known?.dialogs.size).toBe(0);
  });

  test('is bounded however much a phone reports', () => {
    const many = Array.from({ length: 100 }, (_, at) => dialog({ id: `a${at}` }));
    const more = Array.from({ length: 100 }, (_, at) => dialog({ id: `b${at}` }));
    expect(after(full(0, ...many), partial(1, ...more)).known?.dialogs.size).toBe(128);
  });
});

describe('the lamp', () => {
  function lampFor(...dialogs: readonly ReportedDialog[]): ReturnType<typeof lampOf> {
    const { known } = after(full(0, ...dialogs));
    return lampOf(known ?? { dialogs: new Map() });
  }
  const who = '+14085550110';

  test.each([
    ['no dialog', [], { kind: 'idle' }],
    ['one that is over', [dialog({ state: 'terminated' })], { kind: 'idle' }],
    ['one that talks', [dialog()], { kind: 'in-call', who }],
    ['one that rings', [dialog({ state: 'early' })], { kind: 'ringing', who }],
    ['one that comes and does not ring yet', [dialog({ state: 'trying' })], { kind: 'idle' }],
    ['one that calls', [dialog({ state: 'trying', direction: 'initiator' })], { kind: 'in-call', who }],
    ['one that hears it ring', [dialog({ state: 'early', direction: 'initiator' })], { kind: 'in-call', who }],
    [
      'one that rings and one that talks',
      [dialog({ state: 'early' }), dialog({ id: '2', remote: { display: 'Ben' } })],
      { kind: 'in-call', who: 'Ben' },
    ],
    [
      'one that calls and one that talks',
      [dialog({ state: 'early', direction: 'initiator' }), dialog({ id: '2', remote: { display: 'Ben' } })],
      { kind: 'in-call', who: 'Ben' },
    ],
  ] as const)('of %s', (_, dialogs, lamp) => {
    expect(lampFor(...dialogs)).toEqual(lamp);
  });

  test('rings for a phone that does not say who began the call', () => {
    expect(lampFor({ id: '', state: 'early', local: {}, remote: {} })).toEqual({ kind: 'ringing' });
  });
});
