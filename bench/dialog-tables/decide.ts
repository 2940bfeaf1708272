import type { ReportedDialog } from '../../src-main/dialog-package/documents/dialog-report.ts';
import { askedUris, type AskedUri, type CallValues, type Findings } from './findings.ts';
import type { Row } from './rows.ts';
import { isSameUri } from './same-uri.ts';

/** A dialog that was reported, and the call that it is of. */
interface Reported {
  readonly dialog: ReportedDialog;
  readonly values: CallValues;
}

/** What the tables say of a user agent that did so. */
export function rowOf(findings: Findings): Row {
  const { name, subscribe, invite, calls } = findings;
  const status = (statuses: Findings['subscribe'], uri: AskedUri): string => String(statuses[uri] ?? '-');
  const reported = (call: AskedUri, asked: AskedUri): string => {
    const reports = calls[call]?.reports[asked];
    if (reports === undefined) return '-';
    return reports.length > 0 ? 'Y' : 'N';
  };
  const all = reportedIn(findings);
  const every = (holds: (dialog: ReportedDialog) => boolean): string => {
    if (all.length === 0) return '-';
    return all.every(({ dialog }) => holds(dialog)) ? 'Y' : 'N';
  };
  return {
    name,
    accepted: [
      status(subscribe, 'line-1'),
      status(subscribe, 'no-user'),
      status(invite, 'line-1'),
      status(invite, 'no-user'),
    ],
    reported: [
      reported('line-1', 'line-1'),
      reported('line-1', 'no-user'),
      reported('no-user', 'line-1'),
      reported('no-user', 'no-user'),
    ],
    identifiers: [
      every(({ callId, localTag, remoteTag }) => ![callId, localTag, remoteTag].includes(undefined)),
      every(({ direction }) => direction === 'recipient'),
    ],
    parties: [
      source(all, ({ local }) => local.identity, identitySources('calleeContact')),
      source(all, ({ local }) => local.target, targetSources('calleeContact')),
      source(all, ({ remote }) => remote.identity, identitySources('callerContact')),
      source(all, ({ remote }) => remote.target, targetSources('callerContact')),
    ],
  };
}

function reportedIn({ calls }: Findings): readonly Reported[] {
  return askedUris.flatMap((uri) => {
    const call = calls[uri];
    if (call === undefined) return [];
    const { values, reports } = call;
    return askedUris.flatMap((asked) => (reports[asked] ?? []).map((dialog) => ({ dialog, values })));
  });
}

/** Where a value may be from, the likeliest first: URIs of a call may well be the same. */
type Sources = readonly (readonly [name: string, of: keyof CallValues])[];

function identitySources(contact: 'callerContact' | 'calleeContact'): Sources {
  return [
    ['To', 'to'],
    ['From', 'from'],
    ['Contact', contact],
  ];
}

function targetSources(contact: 'callerContact' | 'calleeContact'): Sources {
  return [
    ['Contact', contact],
    ['To', 'to'],
    ['From', 'from'],
  ];
}

/** Where a user agent has a value from, all its reports taken together; several are all named. */
function source(
  all: readonly Reported[],
  valueOf: (dialog: ReportedDialog) => string | undefined,
  sources: Sources,
): string {
  const found = all.map(({ dialog, values }) => {
    const value = valueOf(dialog);
    if (value === undefined) return '-';
    const known = sources.find(([, of]) => values[of] !== undefined && isSameUri(values[of], value));
    return known === undefined ? strange(all, valueOf, value) : known[0];
  });
  return [...new Set(found)].join(', ') || '-';
}

/** A value of no header is a fixed one where two calls have it. */
function strange(
  all: readonly Reported[],
  valueOf: (dialog: ReportedDialog) => string | undefined,
  value: string,
): string {
  const calls = new Set(all.filter(({ dialog }) => valueOf(dialog) === value).map(({ values }) => values));
  return calls.size > 1 ? 'Fixed value' : 'Other';
}
