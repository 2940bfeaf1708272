import type { Clock } from './ports.ts';

/** Media that was sent is acknowledged within this (PROTOCOL 7). */
const acknowledgedWithinMs = 1000;

export type MediaTrouble = 'no-media' | 'no-acknowledgement';

export interface MediaWatchOptions {
  readonly clock: Clock;
  /** The terminal group's `media-timeout`. */
  readonly mediaTimeoutMs: number;
  readonly onTrouble: (trouble: MediaTrouble) => void;
}

/** Notices when the media byways of a call have died (PROTOCOL 7). */
export class MediaWatch {
  readonly #options: MediaWatchOptions;
  #stopAcknowledgementTimer: (() => void) | undefined;
  #stopMediaTimer: (() => void) | undefined;
  #isMediaDue = false;

  constructor(options: MediaWatchOptions) {
    this.#options = options;
  }

  /** From now on media is due: the call is established. */
  expectMedia(): void {
    if (this.#isMediaDue) return;
    this.#isMediaDue = true;
    this.received();
  }

  sent(): void {
    this.#stopAcknowledgementTimer ??= this.#options.clock.after(acknowledgedWithinMs, () =>
      this.#report('no-acknowledgement'),
    );
  }

  acknowledged(): void {
    this.#stopAcknowledgementTimer?.();
    this.#stopAcknowledgementTimer = undefined;
  }

  received(): void {
    if (!this.#isMediaDue) return;
    this.#stopMediaTimer?.();
    this.#stopMediaTimer = this.#options.clock.after(this.#options.mediaTimeoutMs, () => this.#report('no-media'));
  }

  /** Nothing is due any more. */
  rest(): void {
    this.acknowledged();
    this.#stopMediaTimer?.();
    this.#isMediaDue = false;
  }

  #report(trouble: MediaTrouble): void {
    this.rest();
    this.#options.onTrouble(trouble);
  }
}
