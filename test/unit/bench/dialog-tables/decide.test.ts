import { describe, expect, test } from 'vitest';
import { rowOf } from '../../../../bench/dialog-tables/decide.ts';
import type { CallValues, Findings, SeenCall } from '../../../../bench/dialog-tables/findings.ts';
import { publishedRows, type Row } from '../../../../bench/dialog-tables/rows.ts';
import type { ReportedDialog } from '../../../../src-main/dialog-package/documents/dialog-report.ts';

const values: CallValues = {
  from: 'sip:caller@10.0.0.9',
  to: 'sip:line@phone.example',
  callerContact: 'sip:here@10.0.0.9:5070',
  calleeContact: 'sip:line@10.0.0.2:5062',
};
const identifiers = { callId: 'c', localTag: 'l', remoteTag: 'r', direction: 'recipient' } as const;

function dialog(change: Partial<ReportedDialog> = {}): ReportedDialog {
  return {
    id: '1',
    state: 'confirmed',
    ...identifiers,
    local: { identity: values.to, target: values.calleeContact ?? '' },
    remote: { identity: values.from, target: values.callerContact },
    ...change,
  };
}

function call(reports: SeenCall['reports'], of = values): SeenCall {
  return { values: of, reports };
}

/** A user agent that only takes what is addressed to its line, and reports this of it. */
function lineOnly(name: string, reported: ReportedDialog): Findings {
  return {
    name,
    subscribe: { 'line-1': 200, 'no-user': 404 },
    invite: { 'line-1': 200, 'no-user': 404 },
    calls: { 'line-1': call({ 'line-1': [reported] }) },
  };
}

function row(name: string): Row | undefined {
  return publishedRows.find((published) => published.name === name);
}

describe('what a phone does gets the row that was published for such a phone', () => {
  test('A, which tells nothing of a call', () => {
    expect(rowOf(lineOnly('A', { id: '', state: 'confirmed', local: {}, remote: {} }))).toEqual(row('A'));
  });

  test('B, which leaves out the remote target', () => {
    expect(rowOf(lineOnly('B', dialog({ remote: { identity: values.from } })))).toEqual(row('B'));
  });

  test('C, which knows no line, and mixes things up', () => {
    const reported = dialog({ local: { target: values.to }, remote: { identity: values.callerContact } });
    const found = rowOf({
      name: 'C',
      subscribe: { 'line-1': 404, 'no-user': 200 },
      invite: { 'line-1': 200, 'no-user': 200 },
      calls: { 'line-1': call({ 'no-user': [reported] }), 'no-user': call({ 'no-user': [reported] }) },
    });
    expect(found).toEqual(row('C'));
  });

  test('D, which keeps the views apart, and has no contact', () => {
    const reported = dialog({
      local: { identity: values.to, target: values.to },
      remote: { identity: values.from, target: values.from },
    });
    const found = rowOf({
      name: 'D',
      subscribe: { 'line-1': 200, 'no-user': 200 },
      invite: { 'line-1': 200, 'no-user': 200 },
      calls: {
        'line-1': call({ 'line-1': [reported], 'no-user': [] }),
        'no-user': call({ 'line-1': [], 'no-user': [reported] }),
      },
    });
    expect(found).toEqual(row('D'));
  });

  test('E, whose own target is always the same', () => {
    const reported = dialog({ local: { identity: values.to, target: 'sip:user@phone' } });
    const other = call({ 'line-1': [reported] }, { ...values });
    const found = rowOf({
      ...lineOnly('E', reported),
      calls: { 'line-1': call({ 'line-1': [reported] }), 'no-user': other },
    });
    expect(found.parties).toEqual(row('E')?.parties);
    expect(rowOf(lineOnly('E', reported))).toEqual({ ...row('E'), parties: ['To', 'Other', 'From', 'Contact'] });
  });
});

describe('the row of a phone', () => {
  test('says nothing where it did not answer', () => {
    expect(rowOf({ name: 'x', subscribe: {}, invite: {}, calls: {} })).toEqual({
      name: 'x',
      accepted: ['-', '-', '-', '-'],
      reported: ['-', '-', '-', '-'],
      identifiers: ['-', '-'],
      parties: ['-', '-', '-', '-'],
    });
  });

  test('asks that all its reports have the identifiers', () => {
    const { callId: _, ...incomplete } = dialog();
    const calls = { 'line-1': call({ 'line-1': [dialog()], 'no-user': [incomplete] }) };
    expect(rowOf({ ...lineOnly('x', dialog()), calls }).identifiers).toEqual(['N', 'Y']);
  });

  test('names every source of a value', () => {
    const calls = {
      'line-1': call({ 'line-1': [dialog()], 'no-user': [dialog({ local: { identity: values.from } })] }),
    };
    expect(rowOf({ ...lineOnly('x', dialog()), calls }).parties[0]).toBe('To, From');
  });

  test('tells devices apart by gr, and overlooks what does not name anybody', () => {
    const of = { ...values, calleeContact: 'sip:line@10.0.0.2;gr=a', to: 'sip:line@10.0.0.2' };
    const parties = (target: string): string => {
      const reported = dialog({ local: { identity: of.to, target } });
      return rowOf({ ...lineOnly('x', reported), calls: { 'line-1': call({ 'line-1': [reported] }, of) } }).parties[1];
    };
    expect(parties('sip:line@10.0.0.2:5060;transport=udp;gr=a')).toBe('Contact');
    expect(parties('sip:line@10.0.0.2;user=phone')).toBe('To');
    expect(parties('sip:line@10.0.0.2;gr=b')).toBe('Other');
  });
});
