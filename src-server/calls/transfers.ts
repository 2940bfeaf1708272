import { readDestination } from '../../src-protocol/destination.ts';
import { matchesPattern } from '../../src-protocol/terminal-group.ts';
import type { Clock } from '../world.ts';
import type { CallSide } from './call-side.ts';
import type { Calls } from './calls.ts';
import { numberOf, type Destinations, type Target } from './destinations.ts';
import type { Leg } from './leg.ts';
import type { TransferRequest } from './leg-options.ts';
import { PendingTransfer } from './pending-transfer.ts';

/** One of two sides that a transfer brings together. */
interface Party {
  readonly side: CallSide;
  /** Its number, as the other one is to see it. */
  readonly number: string;
  /** The number of who transfers, as it knows that. */
  readonly transferredBy: string;
}

const notAnswered = 'Only a call that was answered can be transferred.';
const underWay = 'This call is being transferred already.';
const onlyServices = 'A call of nobody with nobody makes no sense.';

/** Lets an account leave a call to others (PROTOCOL 5, Transfer). */
export class Transfers {
  readonly #calls: Calls;
  readonly #destinations: Destinations;
  readonly #clock: Clock;
  /** By the leg that transfers. */
  readonly #pending = new Map<CallSide, PendingTransfer>();

  constructor(options: { calls: Calls; destinations: Destinations; clock: Clock }) {
    this.#calls = options.calls;
    this.#destinations = options.destinations;
    this.#clock = options.clock;
  }

  /** Does what a client of `leg` asks, or sends `transfer-reject`. */
  take(leg: Leg, request: TransferRequest): void {
    const refusal = this.#refusal(leg) ?? this.#begin(leg, request);
    if (refusal !== undefined) leg.tell({ event: 'transfer-reject', reason: refusal });
  }

  /** The leg is over: who is being called for it is called no more. */
  forget(leg: Leg): void {
    this.#pending.get(leg)?.cancel();
    this.#pending.delete(leg);
  }

  #refusal(leg: Leg): string | undefined {
    if (!leg.isEstablished) return notAnswered;
    return this.#pending.has(leg) ? underWay : undefined;
  }

  /** Why not; undefined when the transfer is under way or done. */
  #begin(leg: Leg, request: TransferRequest): string | undefined {
    return request.event === 'transfer' ? this.#toTarget(leg, request.target) : this.#toOther(leg, request.other);
  }

  #toTarget(leg: Leg, destination: string): string | undefined {
    const { far } = leg;
    if (far === undefined) return notAnswered;
    if (readDestination(destination) === undefined) return 'That is no number or address.';
    if (!matchesPattern(leg.group.description.outbound.destinations, destination))
      return 'This line may not call that number.';
    const target = this.#destinations.find(destination);
    if (target?.kind === 'service' && far.group === undefined) return onlyServices;
    leg.tell({ event: 'transfer-pending' });
    if (target === undefined) leg.tell({ event: 'transfer-failed', reason: 'unreachable' });
    else this.#call(leg, { far, target, destination });
    return undefined;
  }

  #call(leg: Leg, { far, target, destination }: { far: CallSide; target: Target; destination: string }): void {
    const from = leg.farNumber;
    const transferredBy = leg.group.number;
    const pending = new PendingTransfer({
      clock: this.#clock,
      remaining: far,
      onAnswered: (side) => {
        this.#bringTogether(
          { side: far, number: from, transferredBy },
          { side, number: numberOf(target), transferredBy },
        );
        this.#leave(leg);
      },
      onFailed: (reason) => {
        this.#pending.delete(leg);
        leg.tell({ event: 'transfer-failed', reason });
      },
    });
    this.#pending.set(leg, pending);
    pending.ring(this.#calls.reach(target, { side: pending, group: far.group, from, to: destination }));
  }

  #toOther(leg: Leg, uri: string): string | undefined {
    const other = this.#calls.findUri(uri);
    if (other === undefined || other === leg || other.group.account !== leg.group.account)
      return 'That is no other call of yours.';
    const { far } = leg;
    const { far: otherFar } = other;
    if (far === undefined || otherFar === undefined || !other.isEstablished) return notAnswered;
    if (far === other) return 'You are on both sides of this call.';
    if (far.group === undefined && otherFar.group === undefined) return onlyServices;
    this.#bringTogether(
      { side: far, number: leg.farNumber, transferredBy: leg.group.number },
      { side: otherFar, number: other.farNumber, transferredBy: other.group.number },
    );
    for (const left of [leg, other]) this.#leave(left);
    return undefined;
  }

  #bringTogether(one: Party, other: Party): void {
    // Whom these two wanted to transfer themselves is gone.
    for (const { side } of [one, other]) this.#pending.get(side)?.fail('replaced');
    one.side.farReplaced({ far: other.side, number: other.number, party: one.transferredBy });
    other.side.farReplaced({ far: one.side, number: one.number, party: other.transferredBy });
  }

  #leave(leg: Leg): void {
    leg.tell({ event: 'transfer-success' });
    leg.release();
  }
}
