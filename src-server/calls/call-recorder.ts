import type { ProviderStore } from '../store/provider-store.ts';
import type { LegRecord } from './leg-record.ts';

/** What the recorder sees of a leg. */
interface Recorded {
  readonly id: string;
  readonly record: LegRecord;
}

/** Writes the legs down that changed, each at most once for everything that happens in one go. */
export class CallRecorder {
  readonly #store: Pick<ProviderStore, 'saveCall' | 'removeCall'>;
  readonly #changed = new Set<Recorded>();
  /** As they were written last, by id. */
  readonly #written = new Map<string, string>();
  #isStopped = false;

  constructor(store: Pick<ProviderStore, 'saveCall' | 'removeCall'>) {
    this.#store = store;
  }

  changed(leg: Recorded): void {
    if (this.#isStopped) return;
    if (this.#changed.size === 0) queueMicrotask(() => this.#write());
    this.#changed.add(leg);
  }

  over(leg: Recorded): void {
    if (this.#isStopped) return;
    this.#changed.delete(leg);
    this.#written.delete(leg.id);
    this.#store.removeCall(leg.id);
  }

  /** Nothing is written any more: another process may keep the calls by now. */
  stop(): void {
    this.#isStopped = true;
  }

  #write(): void {
    if (this.#isStopped) return;
    for (const leg of this.#changed) {
      const { record } = leg;
      const text = JSON.stringify(record);
      if (this.#written.get(leg.id) === text) continue;
      this.#written.set(leg.id, text);
      this.#store.saveCall(record);
    }
    this.#changed.clear();
  }
}
