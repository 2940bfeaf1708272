import type { CallEvent } from '../../src-protocol/events.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { Clock } from './ports.ts';

/** What waits for an open byway, or to be confirmed, is kept so long (PROTOCOL 7). */
const bufferedMs = 5000;

interface Pending {
  readonly event: CallEvent;
  readonly settle: (problem?: PhoneError) => void;
}

/**
 * The events of a device that its provider is not known to have yet, in their order.
 *
 *   waiting -take-> under way -confirm-> gone
 *      ^-----repeat-----'
 */
export class PendingEvents {
  readonly #clock: Clock;
  #waiting: Pending[] = [];
  /** The wire has these. */
  #underWay: Pending[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds an event. Resolves once it is confirmed or settled; rejects with a `PhoneError` `offline` after 5 s without. */
  add(event: CallEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      const pending: Pending = {
        event,
        settle: (problem) => {
          stop();
          if (problem === undefined) resolve();
          else reject(problem);
        },
      };
      const stop = this.#clock.after(bufferedMs, () => {
        this.#waiting = this.#waiting.filter((other) => other !== pending);
        this.#underWay = this.#underWay.filter((other) => other !== pending);
        pending.settle(new PhoneError('offline'));
      });
      this.#waiting.push(pending);
    });
  }

  /** Adds a question whose echo confirms what stands before it. */
  addHello(hello: CallEvent): void {
    this.#waiting.push({ event: hello, settle: () => undefined });
  }

  /** The next event for the wire. */
  take(): CallEvent | undefined {
    const next = this.#waiting.shift();
    if (next !== undefined) this.#underWay.push(next);
    return next?.event;
  }

  /** The `hello` with this nonce came back, and with it everything that was taken before. */
  confirm(nonce: string): void {
    const index = this.#underWay.findIndex(({ event }) => event.event === 'hello' && event.nonce === nonce);
    for (const { settle } of this.#underWay.splice(0, index + 1)) settle();
  }

  /** The wire is lost with what was under way: that waits again, but for questions. True where there is any. */
  repeat(): boolean {
    const lost = this.#underWay.splice(0).filter(({ event }) => event.event !== 'hello');
    this.#waiting = [...lost, ...this.#waiting];
    return lost.length > 0;
  }

  /** Nobody waits for confirmation any more. */
  settle(): void {
    for (const { settle } of [...this.#underWay.splice(0), ...this.#waiting.splice(0)]) settle();
  }
}
