import type { DialogEntry } from '../dialog-table.ts';
import { writeDialog, type DialogView, type WrittenDialog } from '../documents/write-dialog-info.ts';

/**
 * A dialog over its life. Subscriptions hold it for as long as they have not told its end, so that a table may drop it
 * sooner.
 */
export class TrackedDialog {
  #entry: DialogEntry;
  /** The entry as text, to see whether the next one is another. */
  #text: string;
  /** Grows with every change, over all dialogs of a list. */
  #revision: number;
  /** By the views that it was written for. */
  readonly #written = new Map<string, WrittenDialog>();

  constructor(entry: DialogEntry, revision: number) {
    this.#entry = entry;
    this.#text = JSON.stringify(entry);
    this.#revision = revision;
  }

  get entry(): DialogEntry {
    return this.#entry;
  }

  get revision(): number {
    return this.#revision;
  }

  get isTerminated(): boolean {
    return this.#entry.progress.state === 'terminated';
  }

  /** Whether `entry` says anything new; then it counts from now on. */
  update(entry: DialogEntry, revision: number): boolean {
    const text = JSON.stringify(entry);
    if (text === this.#text) return false;
    this.#entry = entry;
    this.#text = text;
    this.#revision = revision;
    this.#written.clear();
    return true;
  }

  /** The dialog as XML, written once for all subscribers with the same view. */
  written(view: DialogView): WrittenDialog {
    const { scheme, address, port, transport = '' } = view.contact;
    const key = `${String(view.isShared)} ${scheme} ${address} ${port} ${transport}`;
    const known = this.#written.get(key) ?? writeDialog(this.#entry, view);
    this.#written.set(key, known);
    return known;
  }
}

/** The dialogs of one view of the table, told apart by their ids, with what changed since the last table. */
export class TrackedDialogs {
  readonly #byId = new Map<string, TrackedDialog>();
  #live: readonly TrackedDialog[] = [];
  #revision = 0;

  /** Those that have not ended, the one that changed last in front, and otherwise in the order of the table. */
  get live(): readonly TrackedDialog[] {
    return this.#live;
  }

  /** Takes the next table, and tells which dialogs are not what they were. */
  show(entries: readonly DialogEntry[]): readonly TrackedDialog[] {
    this.#revision++;
    const gone = this.#leaveOut(entries);
    const changed = entries.flatMap((entry) => this.#take(entry));
    this.#live = [...new Set(entries.map(({ id }) => this.#byId.get(id)))]
      .filter((dialog) => dialog !== undefined)
      .filter((dialog) => !dialog.isTerminated)
      .sort((one, other) => other.revision - one.revision);
    return [...changed, ...gone];
  }

  #take(entry: DialogEntry): readonly TrackedDialog[] {
    const known = this.#byId.get(entry.id);
    const isAnother = known === undefined || (known.isTerminated && entry.progress.state !== 'terminated');
    if (!isAnother) return known.update(entry, this.#revision) ? [known] : [];
    const dialog = new TrackedDialog(entry, this.#revision);
    this.#byId.set(entry.id, dialog);
    return [dialog];
  }

  /** Forgets the dialogs that are not among `entries`. One that had not ended ends as one that was lost. */
  #leaveOut(entries: readonly DialogEntry[]): readonly TrackedDialog[] {
    const ids = new Set(entries.map(({ id }) => id));
    const left = [...this.#byId].filter(([id]) => !ids.has(id));
    for (const [id] of left) this.#byId.delete(id);
    return left
      .map(([, dialog]) => dialog)
      .filter((dialog) => {
        const progress = { state: 'terminated', event: 'error' } as const;
        return !dialog.isTerminated && dialog.update({ ...dialog.entry, progress }, this.#revision);
      });
  }
}
