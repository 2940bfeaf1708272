import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../../src-protocol/check.ts';
import { legRecordSchema, recordsThatGoOn, type LegRecord } from '../../../../src-server/calls/leg-record.ts';

const knows = { hasGroup: (id: string) => id === 'line', hasService: (number: string) => number === '+1' };

function legRecord(id: string, change: Partial<LegRecord> = {}): LegRecord {
  return {
    id,
    groupId: 'line',
    direction: 'inbound',
    parties: { from: '+14085550110', to: '+14085550111', isVerified: false },
    progress: { state: { event: 'proceeding', direction: 's2c' }, startedAt: 1 },
    devices: { isAttached: true, isReached: false },
    features: { isHeld: false, isMuted: false },
    isTransferring: false,
    far: { kind: 'service', number: '+1', role: 'called' },
    listeners: [],
    ...change,
  };
}

function idsThatGoOn(...records: LegRecord[]): readonly string[] {
  return recordsThatGoOn(records, knows).map(({ id }) => id);
}

describe('the record of a leg', () => {
  it('is the same after it was written and read', () => {
    const full = legRecord('a', {
      parties: { from: 'ada@example.com', to: '+1', passport: 'a.b.c', isVerified: true },
      progress: {
        state: { event: 'answered', handler: 'https://example.com/h', timestamp: '2026-01-27T10:23:14.120Z' },
        startedAt: 1,
        answeredAt: 2,
      },
      devices: {
        current: 'https://example.com/h',
        isAttached: false,
        isReached: true,
        attaching: { handler: 'https://example.com/other', askedBy: '', purpose: 'move' },
      },
      listeners: ['', 'https://example.com/h'],
      media: {
        at: 3,
        devices: [{ device: 'https://example.com/h', numbering: { highest: '4' }, sent: [], received: [] }],
      },
    });
    for (const each of [full, legRecord('b')]) {
      const written = new TextEncoder().encode(JSON.stringify(each));
      expect(legRecordSchema.parse(parseJson(written))).toEqual(each);
    }
  });
});

describe('calls that can go on', () => {
  it('are those with a service, and both legs of those between two lines', () => {
    const one = legRecord('one', { far: { kind: 'leg', id: 'other' } });
    const other = legRecord('other', { far: { kind: 'leg', id: 'one' } });
    expect(idsThatGoOn(one, legRecord('alone'), other)).toEqual(['one', 'alone', 'other']);
  });

  it('are none whose line or service is gone, or whose far side cannot be made', () => {
    const service = { kind: 'service', number: '+2', role: 'called' } as const;
    const lost = legRecord('c');
    delete (lost as { far?: unknown }).far;
    expect(idsThatGoOn(legRecord('a', { groupId: 'gone' }), legRecord('b', { far: service }), lost)).toEqual([]);
  });

  it('are none with half a call, or with a leg that is in call with another', () => {
    const toOther = { kind: 'leg', id: 'other' } as const;
    expect(idsThatGoOn(legRecord('one', { far: toOther }))).toEqual([]);
    expect(
      idsThatGoOn(
        legRecord('one', { far: toOther }),
        legRecord('other', { far: { kind: 'leg', id: 'third' } }),
        legRecord('third', { far: toOther }),
      ),
    ).toEqual(['other', 'third']);
    expect(
      idsThatGoOn(
        legRecord('one', { far: toOther }),
        legRecord('other', { groupId: 'gone', far: { kind: 'leg', id: 'one' } }),
      ),
    ).toEqual([]);
  });
});
