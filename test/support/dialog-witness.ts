import { DialogDescriber } from '../../src-main/dialog-package/describe/describe-dialogs.ts';
import { dialogTableSchema, type DialogEntry, type DialogTable } from '../../src-main/dialog-package/dialog-table.ts';
import { fingerprint } from '../../src-main/node/system-clock.ts';
import type { DeskPhonesSettings } from '../../src-bridge/settings.ts';
import { until } from './fake-clock.ts';
import type { Desk } from './in-memory-world.ts';

/** Hears what a phone tells of its calls as dialogs, from its present state on. */
export class DialogWitness {
  readonly #tables: DialogTable[] = [];
  readonly #describer: DialogDescriber;

  constructor(desk: Desk, users: DeskPhonesSettings['users'] = []) {
    this.#describer = new DialogDescriber({ clock: desk.clock, fingerprint });
    desk.phone.subscribe((state) => {
      const table = this.#describer.describe(state, (callId) => desk.phone.factsOf(callId), users);
      this.#tables.push(dialogTableSchema.parse(table));
    });
  }

  get table(): DialogTable {
    return this.#tables.at(-1) ?? { lines: [], here: [], shared: [] };
  }

  /** The only dialog of a list that is not over. Throws where there is none, or more. */
  living(list: 'here' | 'shared'): DialogEntry {
    const [only, ...more] = this.table[list].filter(({ progress }) => progress.state !== 'terminated');
    if (only === undefined || more.length > 0) throw new Error(`not one dialog lives: ${JSON.stringify(this.table)}`);
    return only;
  }

  /** What became of the dialogs of a list so far, each in its own words, the first one first. */
  steps(list: 'here' | 'shared'): readonly (readonly string[])[] {
    const steps = new Map<string, string[]>();
    for (const { id, progress } of this.#tables.flatMap((table) => table[list])) {
      const known = steps.get(id) ?? [];
      const word = progress.state === 'terminated' ? `${progress.event} ${progress.code ?? ''}`.trim() : progress.state;
      if (known.at(-1) !== word) known.push(word);
      steps.set(id, known);
    }
    return [...steps.values()];
  }

  /** Waits until the last step of the last dialog of a list is this one; no time passes. */
  async untilStep(list: 'here' | 'shared', step: string): Promise<void> {
    await until(`${list} is ${step}`, () => this.steps(list).at(-1)?.at(-1) === step).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${JSON.stringify(this.steps(list))}`);
    });
  }
}

/** What names a dialog for whoever wants to act on it (guideline 5), without its target. */
export function namesOf({ callId, localTag, remoteTag, direction }: DialogEntry): object {
  return { callId, localTag, remoteTag, direction };
}
