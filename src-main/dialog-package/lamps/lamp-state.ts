import type { Lamp } from '../../../src-bridge/contacts.ts';
import type { DialogReport, ReportedDialog } from '../documents/dialog-report.ts';
import { nameOfParty } from './name-of-party.ts';

/** What is known of the dialogs of one notifier: those that are not over, by their ids, and the last version heard. */
export interface KnownDialogs {
  readonly version?: number;
  readonly dialogs: ReadonlyMap<string, ReportedDialog>;
}

/** What a document does to what is known; `wantsFull` when some of it was missed and all of it must be asked for. */
export type Merge =
  | { readonly kind: 'merged'; readonly known: KnownDialogs; readonly wantsFull: boolean }
  | { readonly kind: 'outdated' };

/** More at once is no telephone of a contact; what comes beyond is not kept. */
const mostKept = 128;

/**
 * Merges a document into what is known of its subscription (RFC 4235, 4.3), nothing before its first document. A full
 * one of version 0 always counts: some phones begin to count anew with each SUBSCRIBE, and documents come in order.
 */
export function mergeReport(known: KnownDialogs | undefined, report: DialogReport): Merge {
  const { version, state } = report;
  const isFull = state === 'full';
  if (isOlder(known?.version, version) && !(isFull && version === 0)) return { kind: 'outdated' };
  const dialogs = new Map(isFull ? [] : known?.dialogs);
  for (const dialog of report.dialogs) {
    if (dialog.state === 'terminated') dialogs.delete(dialog.id);
    else if (dialogs.size < mostKept || dialogs.has(dialog.id)) dialogs.set(dialog.id, dialog);
  }
  const isNext = known !== undefined && (version === undefined || version === (known.version ?? -1) + 1);
  return {
    kind: 'merged',
    known: { dialogs, ...(version !== undefined && { version }) },
    wantsFull: !isFull && !isNext,
  };
}

function isOlder(known: number | undefined, version: number | undefined): boolean {
  return known !== undefined && version !== undefined && version <= known;
}

/** What the lamp of a contact shows of its dialogs: a call beats one that rings, and that beats none. */
export function lampOf({ dialogs }: KnownDialogs): Lamp {
  const all = [...dialogs.values()];
  const talking = all.find(({ state }) => state === 'confirmed') ?? all.find(isCalling);
  if (talking !== undefined) return shown('in-call', talking);
  const ringing = all.find(isRinging);
  return ringing === undefined ? { kind: 'idle' } : shown('ringing', ringing);
}

/** A phone that calls somebody is as busy as one that talks. */
function isCalling({ state, direction }: ReportedDialog): boolean {
  return direction === 'initiator' && state !== 'terminated';
}

/** A phone that does not say who began a call says so of those alone that ring. */
function isRinging({ state, direction }: ReportedDialog): boolean {
  return direction !== 'initiator' && state === 'early';
}

function shown(kind: 'ringing' | 'in-call', { remote }: ReportedDialog): Lamp {
  const who = nameOfParty(remote);
  return { kind, ...(who !== undefined && { who }) };
}
