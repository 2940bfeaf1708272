import type { DialogTable } from '../dialog-table.ts';
import { TrackedDialogs, type TrackedDialog } from './tracked-dialogs.ts';

/** What the phone shows now: its lines, and its dialogs in both views. */
export class DialogBoard {
  readonly here = new TrackedDialogs();
  readonly shared = new TrackedDialogs();
  readonly #lineOfUser = new Map<string, string>();
  #isEmpty = true;

  /** Nothing was shown yet: nobody can say which lines there are. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** The line that a user part means: its number or its SIP user, to the letter (G2). */
  lineOf(user: string): string | undefined {
    return this.#lineOfUser.get(user);
  }

  /** Takes the next table, and tells which dialogs of each view are not what they were. */
  show(table: DialogTable): { readonly here: readonly TrackedDialog[]; readonly shared: readonly TrackedDialog[] } {
    this.#isEmpty = false;
    this.#lineOfUser.clear();
    for (const { id, users } of table.lines)
      for (const user of users) if (!this.#lineOfUser.has(user)) this.#lineOfUser.set(user, id);
    return { here: this.here.show(table.here), shared: this.shared.show(table.shared) };
  }
}
