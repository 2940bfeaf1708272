import type { MediaEnds } from '../../src-protocol/handler.ts';
import type { Clock } from '../world.ts';
import { nothingStands, type CallSide, type Ending } from './call-side.ts';
import { ringLimitMs } from './leg-progress.ts';

export interface PendingTransferOptions {
  readonly clock: Clock;
  /** Who will talk to the target. */
  readonly remaining: CallSide;
  readonly onAnswered: (target: CallSide) => void;
  /** The target cannot be had: `busy`, `rejected`, `timeout` or `error`; `replaced` when who remains is another now. */
  readonly onFailed: (reason: string) => void;
}

/**
 * The far side of a transfer's target until it answers (PROTOCOL 5, Transfer). The target hears and is heard by nobody.
 *
 *   ringing -answered-> exchanged
 *      '---refused, unanswered, cancelled---> over
 */
export class PendingTransfer implements CallSide {
  readonly group = undefined;
  /** A transfer is not taken up again. */
  readonly reference = undefined;
  readonly standing = nothingStands;
  readonly #options: PendingTransferOptions;
  #target: CallSide | undefined;
  #stopTimer: () => void = () => undefined;
  #isRinging = true;

  constructor(options: PendingTransferOptions) {
    this.#options = options;
  }

  /** What the target sends is to fit the one that it will talk to. */
  get sinks(): MediaEnds | undefined {
    return this.#options.remaining.sinks;
  }

  /** Lets the target ring; a service that never answers is given up as a leg is. */
  ring(target: CallSide): void {
    this.#target = target;
    this.#stopTimer = this.#options.clock.after(ringLimitMs, () => {
      target.farEnded({ event: 'noanswer' });
      this.farEnded({ event: 'noanswer' });
    });
  }

  /** Nobody waits for the target any more. */
  cancel(): void {
    if (this.#finish()) this.#target?.farEnded({ event: 'end', by: 'them' });
  }

  /** As `cancel`, and who transfers is told so. */
  fail(reason: string): void {
    this.cancel();
    this.#options.onFailed(reason);
  }

  farProgressed(progress: 'alerting' | 'answered'): void {
    if (progress !== 'answered' || this.#target === undefined) return;
    if (this.#finish()) this.#options.onAnswered(this.#target);
  }

  farEnded(ending: Ending): void {
    if (this.#finish()) this.#options.onFailed(reasonOf(ending));
  }

  farSpoke(): void {}

  farShowed(): void {}

  farMediaChanged(): void {}

  farSinksChanged(): void {}

  farReplaced(): void {}

  /** False when the transfer was decided before. */
  #finish(): boolean {
    const wasRinging = this.#isRinging;
    this.#isRinging = false;
    this.#stopTimer();
    return wasRinging;
  }
}

function reasonOf(ending: Ending): string {
  switch (ending.event) {
    case 'failed':
      return ending.reason ?? 'error';
    case 'noanswer':
      return 'timeout';
    case 'declined':
      return ending.reason ?? 'rejected';
    case 'end':
      return 'rejected';
  }
}
