import type { Clock } from '../../session/ports.ts';
import { headerOf } from '../sip/sip-headers.ts';
import type { SipHeader, SipResponse } from '../sip/sip-message.ts';
import type { SendRequest } from './paced-sender.ts';
import type { Report } from './report.ts';
import type { SubscriberDialog } from './subscriber-dialog.ts';
import type { TrackedDialog } from './tracked-dialogs.ts';

/** Why we end a subscription (RFC 6665, 4.1.3). */
export type EndReason = 'timeout' | 'deactivated' | 'rejected' | 'noresource';

/**
 *   active -> ending -> over
 *      '------------------^
 */
type SubscriptionState =
  /** `stopTimer` keeps it from running out. */
  | { readonly kind: 'active'; readonly expiresAt: number; readonly stopTimer: () => void }
  /** The last NOTIFY is to be sent, or is on its way. */
  | { readonly kind: 'ending'; readonly reason: EndReason; isSent: boolean }
  | { readonly kind: 'over' };

export interface SubscriptionOptions {
  readonly dialog: SubscriberDialog;
  readonly report: Report;
  /** The Event of each NOTIFY. */
  readonly event: string;
  readonly clock: Clock;
  readonly send: SendRequest;
  /** Between two NOTIFYs that no SUBSCRIBE asked for, ms (RFC 4235, 3.10). */
  readonly intervalMs: () => number;
  /** Requests find it no more: the last NOTIFY is due, or nobody is there. */
  readonly onEnding: (cause: string) => void;
  /** Nothing of it is left. */
  readonly onOver: () => void;
}

/** Responses that end a subscription, whatever else they say (RFC 5057, 5.1; RFC 6665, 4.2.2). */
const endingStatuses = new Set([401, 404, 407, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604]);

/** The longest pause that a subscriber may ask for: timers do not reach much further than some weeks. */
const longestRetryS = 86_400;

/** One subscriber: how long it is told of dialogs, and when. One NOTIFY is on its way at a time. */
export class Subscription {
  readonly #options: SubscriptionOptions;
  #state: SubscriptionState;
  /** What the next NOTIFY is to tell. */
  #due: 'nothing' | 'changes' | 'everything' = 'nothing';
  #isOnItsWay = false;
  #lastSentAt = -Infinity;
  /** Ends the wait for the next NOTIFY. */
  #stopWait: (() => void) | undefined;

  /** Lasts until `renew` says how long; what is not renewed is over by the time that has passed. */
  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#state = { kind: 'active', expiresAt: options.clock.now(), stopTimer: () => undefined };
  }

  get isActive(): boolean {
    return this.#state.kind === 'active';
  }

  /** Lasts for so many seconds from now, and tells everything at once; 0 tells it for the last time. */
  renew(expiresS: number): void {
    if (this.#state.kind !== 'active') return;
    if (expiresS === 0) return this.end('timeout');
    const { clock } = this.#options;
    this.#state.stopTimer();
    const stopTimer = clock.after(expiresS * 1000, () => this.end('timeout'));
    this.#state = { kind: 'active', expiresAt: clock.now() + expiresS * 1000, stopTimer };
    this.#due = 'everything';
    this.#stopWaiting();
    this.#send();
  }

  /** Tells, as soon as it may, what of `changed` concerns the subscriber. */
  tell(changed: readonly TrackedDialog[]): void {
    if (!this.isActive || this.#due !== 'nothing' || !this.#options.report.concerns(changed)) return;
    this.#due = 'changes';
    this.#send();
  }

  /** Says why it ends, with what there is to tell; `rejected` tells nothing. */
  end(reason: EndReason): void {
    if (this.#state.kind !== 'active') return;
    this.#state.stopTimer();
    this.#state = { kind: 'ending', reason, isSent: false };
    this.#stopWaiting();
    this.#options.onEnding(reason);
    this.#send();
  }

  /** Ends without a word. */
  drop(cause: string): void {
    if (this.#state.kind === 'over') return;
    const isNew = this.#state.kind === 'active';
    if (this.#state.kind === 'active') this.#state.stopTimer();
    this.#state = { kind: 'over' };
    this.#stopWaiting();
    if (isNew) this.#options.onEnding(cause);
    this.#options.onOver();
  }

  #send(): void {
    if (this.#isOnItsWay || this.#stopWait !== undefined) return;
    if (this.#state.kind === 'ending') return this.#sendLast(this.#state);
    if (this.#due === 'nothing' || this.#state.kind === 'over') return;
    const waitMs = this.#due === 'everything' ? 0 : this.#waitMs();
    if (waitMs > 0) return this.#wait(waitMs);
    const isFull = this.#due === 'everything';
    this.#due = 'nothing';
    if (isFull || this.#options.report.hasNews()) this.#sendState(isFull);
  }

  #waitMs(): number {
    const { clock, intervalMs } = this.#options;
    return Math.min(intervalMs(), this.#lastSentAt + intervalMs() - clock.now());
  }

  #wait(ms: number): void {
    this.#stopWait = this.#options.clock.after(ms, () => {
      this.#stopWait = undefined;
      this.#send();
    });
  }

  #stopWaiting(): void {
    this.#stopWait?.();
    this.#stopWait = undefined;
  }

  #sendState(isFull: boolean): void {
    const { clock, report } = this.#options;
    const now = clock.now();
    const leftMs = this.#state.kind === 'active' ? this.#state.expiresAt - now : 0;
    const left = Math.max(1, Math.ceil(leftMs / 1000));
    this.#notify(`active;expires=${left}`, isFull ? report.full(now) : report.partial(now));
  }

  #sendLast(state: SubscriptionState & { kind: 'ending' }): void {
    const { clock, report } = this.#options;
    if (state.isSent) return this.drop(state.reason);
    state.isSent = true;
    this.#notify(`terminated;reason=${state.reason}`, state.reason === 'rejected' ? '' : report.full(clock.now()));
  }

  #notify(state: string, body: string): void {
    const { dialog, event, clock, send } = this.#options;
    const headers: SipHeader[] = [
      { name: 'Event', value: event },
      { name: 'Subscription-State', value: state },
      ...(body === '' ? [] : [{ name: 'Content-Type', value: 'application/dialog-info+xml' }]),
    ];
    this.#isOnItsWay = true;
    this.#lastSentAt = clock.now();
    send(dialog.notify(headers, body), dialog.destination).then(
      (response) => this.#settle(response),
      () => this.#settle(undefined),
    );
  }

  /** Goes on after a NOTIFY; without a response nobody is there. */
  #settle(response: SipResponse | undefined): void {
    this.#isOnItsWay = false;
    if (response === undefined) return this.drop('no answer');
    if (this.#state.kind === 'active') return this.#heed(response);
    this.#send();
  }

  #heed(response: SipResponse): void {
    const { status } = response;
    if (status >= 300) {
      const retryS = Number(/^\d{1,7}/u.exec(headerOf(response, 'Retry-After') ?? '')?.[0] ?? NaN);
      if (endingStatuses.has(status) || Number.isNaN(retryS)) return this.drop(`answered ${status}`);
      // What this NOTIFY told did not arrive, so the next one tells everything.
      this.#due = 'everything';
      return this.#wait(Math.max(this.#options.intervalMs(), Math.min(retryS, longestRetryS) * 1000));
    }
    if (this.#due === 'nothing' && this.#options.report.hasNews()) this.#due = 'changes';
    this.#send();
  }
}
