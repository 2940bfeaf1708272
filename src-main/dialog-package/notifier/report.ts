import { writeDocument, type ContactAddress } from '../documents/write-dialog-info.ts';
import type { DialogFilter } from './asked-event.ts';
import type { TrackedDialog, TrackedDialogs } from './tracked-dialogs.ts';

/** Which dialogs a subscription is about, and how they are written for it. */
export interface ReportScope {
  readonly dialogs: TrackedDialogs;
  readonly isShared: boolean;
  /** Absent for the dialogs of every line (G4). */
  readonly lineId: string | undefined;
  readonly filter: DialogFilter;
  /** The URI that was subscribed to. */
  readonly entity: string;
  readonly contact: ContactAddress;
}

/** Bytes of dialogs in a document, so that it fits into a datagram. The rest follows in the next one. */
const mostBytes = 48_000;

/** What a subscriber has been told, and the documents that tell it more. */
export class Report {
  readonly #scope: ReportScope;
  /** The dialogs that it knows as not ended, by the revision that it knows. */
  readonly #told = new Map<TrackedDialog, number>();
  #version = 0;

  constructor(scope: ReportScope) {
    this.#scope = scope;
  }

  /** Whether any of `dialogs` is in the scope. */
  concerns(dialogs: readonly TrackedDialog[]): boolean {
    return dialogs.some((dialog) => this.#isInScope(dialog));
  }

  /** Whether there is something to tell. */
  hasNews(): boolean {
    return this.#news().length > 0;
  }

  /** Every dialog that has not ended, and the end of those that the subscriber knows otherwise. */
  full(now: number): string {
    return this.#write('full', [...this.#live(), ...this.#ended()], now);
  }

  /** What the subscriber does not know yet. */
  partial(now: number): string {
    return this.#write('partial', this.#news(), now);
  }

  /** Those that changed last in front: some phones read one only. */
  #news(): readonly TrackedDialog[] {
    return [...this.#live().filter((dialog) => this.#told.get(dialog) !== dialog.revision), ...this.#ended()];
  }

  #live(): readonly TrackedDialog[] {
    return this.#scope.dialogs.live.filter((dialog) => this.#isInScope(dialog));
  }

  /** An end is told once, and only to who knew the beginning. */
  #ended(): readonly TrackedDialog[] {
    return [...this.#told.keys()].filter((dialog) => dialog.isTerminated);
  }

  #isInScope({ entry }: TrackedDialog): boolean {
    const { lineId, filter } = this.#scope;
    return (
      (lineId === undefined || entry.lineId === lineId) &&
      (filter.callId === undefined || entry.callId === filter.callId) &&
      (filter.toTag === undefined || entry.localTag === filter.toTag) &&
      (filter.fromTag === undefined || entry.remoteTag === filter.fromTag)
    );
  }

  #write(state: 'full' | 'partial', dialogs: readonly TrackedDialog[], now: number): string {
    const { entity, contact, isShared } = this.#scope;
    const fragments: string[] = [];
    let bytes = 0;
    for (const dialog of dialogs) {
      const fragment = dialog.written({ contact, isShared })(now);
      bytes += Buffer.byteLength(fragment);
      if (bytes > mostBytes && fragments.length > 0) break;
      fragments.push(fragment);
      if (dialog.isTerminated) this.#told.delete(dialog);
      else this.#told.set(dialog, dialog.revision);
    }
    const version = this.#version++;
    return writeDocument(
      { version, state, entity, now },
      fragments.map((fragment) => () => fragment),
    );
  }
}
