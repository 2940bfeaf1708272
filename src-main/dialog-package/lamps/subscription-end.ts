import type { Lamp } from '../../../src-bridge/contacts.ts';
import { headerOf } from '../sip/sip-headers.ts';
import type { SipResponse } from '../sip/sip-message.ts';

export type UnknownReason = Extract<Lamp, { kind: 'unknown' }>['reason'];

/** When a phone is asked again that does not tell of its dialogs any more. */
export type NextAttempt =
  | { readonly kind: 'at-once' }
  /** With growing delays. */
  | { readonly kind: 'backing-off' }
  /** As the phone said. */
  | { readonly kind: 'after'; readonly delayMs: number }
  /** It does not want to tell, or has nothing to tell of: that changes by the hand of a person. */
  | { readonly kind: 'seldom' };

export interface SubscriptionEnd {
  /** What the lamp says of it. */
  readonly reason: UnknownReason;
  readonly next: NextAttempt;
}

/** The phone did not answer. */
export const unreachable: SubscriptionEnd = { reason: 'unreachable', next: { kind: 'backing-off' } };
/** The phone answered as none does that keeps to the rules. */
export const badAnswer: SubscriptionEnd = { reason: 'bad-answer', next: { kind: 'backing-off' } };
const gone: SubscriptionEnd = { reason: 'asking', next: { kind: 'at-once' } };
const refused: SubscriptionEnd = { reason: 'refused', next: { kind: 'seldom' } };

const longestRetryAfterS = 3600;

/** What a response that grants nothing means for a subscription (RFC 6665, 4.1; RFC 3261, 21). */
export function endByResponse(response: SipResponse): SubscriptionEnd {
  const { status } = response;
  if (status === 481) return gone;
  if (!isPassing(status)) return refused;
  const delayMs = retryAfterMs(headerOf(response, 'Retry-After'));
  return delayMs === undefined ? unreachable : { reason: 'unreachable', next: { kind: 'after', delayMs } };
}

/** Whether a response says that the next request may well be answered otherwise, and leaves a subscription as it was. */
export function isPassing(status: number): boolean {
  return (
    status === 408 ||
    status === 480 ||
    status === 486 ||
    status === 491 ||
    (status >= 500 && status < 600 && status !== 501)
  );
}

/** What `Subscription-State: terminated` means (RFC 6665, 4.1.3). */
export function endByNotifier(reason: string | undefined, retryAfter: string | undefined): SubscriptionEnd {
  const delayMs = retryAfterMs(retryAfter);
  switch (reason?.toLowerCase()) {
    case 'deactivated':
    case 'timeout':
      return gone;
    case 'rejected':
    case 'noresource':
    case 'invariant':
      return refused;
    default:
      return { reason: 'asking', next: delayMs === undefined ? { kind: 'backing-off' } : { kind: 'after', delayMs } };
  }
}

/** The seconds of a `Retry-After`, which may have a comment and parameters, as ms, an hour at most. */
function retryAfterMs(value: string | undefined): number | undefined {
  const seconds = /^\s*(\d{1,10})\b/u.exec(value ?? '')?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), longestRetryAfterS) * 1000;
}
