import type { DesktopState, Notice, PhoneState } from '../../src-bridge/phone-state.ts';

/** The one place that publishes: the current snapshot, and each later one to whoever listens. */
export class PhoneStore {
  readonly #listeners = new Set<(state: PhoneState) => void>();
  #state: PhoneState;
  #noticeCount = 0;
  #offerCount = 0;

  constructor(state: PhoneState) {
    this.#state = state;
  }

  get state(): PhoneState {
    return this.#state;
  }

  /** Calls `listener` with the current snapshot at once and with each later one; returns the way to stop that. */
  subscribe(listener: (state: PhoneState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => void this.#listeners.delete(listener);
  }

  update(change: Partial<PhoneState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener(this.#state);
  }

  /** Tells something once: a notice that is shown is not shown twice. */
  notify(code: Notice['code']): void {
    if (this.#state.notices.some((notice) => notice.code === code)) return;
    this.update({ notices: [...this.#state.notices, { id: `notice-${++this.#noticeCount}`, code }] });
  }

  updateDesktop(change: Partial<DesktopState>): void {
    const { desktop } = this.#state;
    if (desktop !== undefined) this.update({ desktop: { ...desktop, ...change } });
  }

  /** The latest offer counts: one that nobody took is forgotten. */
  offerNumber(text: string): void {
    this.update({ dialOffer: { id: `offer-${++this.#offerCount}`, text } });
  }

  takeOffer(id: string): void {
    if (this.#state.dialOffer?.id !== id) return;
    const { dialOffer: _taken, ...rest } = this.#state;
    this.#state = rest;
    this.update({});
  }

  dismissNotice(id: string): void {
    this.update({ notices: this.#state.notices.filter((notice) => notice.id !== id) });
  }
}
