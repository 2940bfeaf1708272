import type { DialogEntry } from '../dialog-table.ts';
import type { DialogProgress } from './dialog-progress.ts';

/** A dialog that is over is listed for so long. */
const lingerMs = 5000;
/** No more of them than this are listed. */
const maxOver = 64;

/** The last dialog of a call, and how many dialogs of the call came before it. */
interface Last {
  readonly dialog: DialogEntry;
  readonly turn: number;
}

/** Writes a dialog whose far side has its tag. `turn`: how many dialogs of the call came before it. */
type WriteEntry = (turn: number) => Omit<DialogEntry, 'progress'>;

/** The dialogs that one kind of subscription is told: those that last, and for some seconds those that are over. */
export class DialogList {
  readonly #now: () => number;
  readonly #last = new Map<string, Last>();
  #over: readonly { readonly dialog: DialogEntry; readonly at: number }[] = [];

  /** `now` is in ms since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The newest first. */
  get dialogs(): DialogEntry[] {
    const living = [...this.#last.values()].map(({ dialog }) => dialog).filter(isLiving);
    return [...living, ...this.#over.map(({ dialog }) => dialog)].sort((a, b) => b.startedAt - a.startedAt);
  }

  /** How the last dialog of a call stands; undefined where it had none. */
  progressOf(callId: string): DialogProgress | undefined {
    return this.#last.get(callId)?.dialog.progress;
  }

  /** Takes note of a call's progress. One that goes on after its last dialog was over has another dialog. */
  put(callId: string, progress: DialogProgress, write: WriteEntry): void {
    if (progress.state === 'terminated') return this.#end(callId, progress);
    const last = this.#last.get(callId);
    const before = last !== undefined && isLiving(last.dialog) ? last.dialog : undefined;
    const turn = last === undefined ? 0 : last.turn + (before === undefined ? 1 : 0);
    const { remoteTag, ...entry } = write(turn);
    const hasTag =
      entry.direction === 'recipient' || progress.state !== 'proceeding' || before?.remoteTag !== undefined;
    this.#last.set(callId, { dialog: { ...entry, ...(hasTag ? { remoteTag } : {}), progress }, turn });
  }

  /** Ends the dialogs of calls that are not `shown` any more, and lets go of what was listed for long enough. */
  keep(shown: ReadonlySet<string>, progressWhenLost: (callId: string, before: DialogProgress) => DialogProgress): void {
    const now = this.#now();
    this.#over = this.#over.filter(({ at }) => at <= now && now - at < lingerMs);
    const lost = [...this.#last].filter(([callId]) => !shown.has(callId));
    for (const [callId, { dialog }] of lost) this.#end(callId, progressWhenLost(callId, dialog.progress));
    const listed = new Set(this.#over.map(({ dialog }) => dialog.callId));
    for (const [callId, { dialog }] of lost) if (!listed.has(dialog.callId)) this.#last.delete(callId);
  }

  /** What the dialog was last stays as it was: only its end is new. */
  #end(callId: string, progress: DialogProgress): void {
    const last = this.#last.get(callId);
    if (last === undefined || !isLiving(last.dialog)) return;
    const dialog = { ...last.dialog, progress };
    this.#last.set(callId, { ...last, dialog });
    this.#over = [...this.#over, { dialog, at: this.#now() }].slice(-maxOver);
  }
}

function isLiving({ progress }: DialogEntry): boolean {
  return progress.state !== 'terminated';
}
