import type { Clock } from '../../session/ports.ts';
import type { SipFlow } from './sip-flow.ts';
import { t1Ms, t2Ms, transactionMs } from './timer-values.ts';

/** Answers to INVITE that go out by a timer: a few against loss. More would be a gift to who forges a source. */
const mostTimedAnswers = 3;

/**
 *   trying --answer--> completed --ACK (INVITE only)--> confirmed
 *      '-------------------'----------- 32 s --------------'----> over
 */
type State =
  { readonly kind: 'trying' | 'confirmed' | 'over' } | { readonly kind: 'completed'; readonly bytes: Buffer };

export interface ServerTransactionOptions {
  readonly clock: Clock;
  readonly flow: SipFlow;
  /** Where the answer goes on a transport without connections. */
  readonly port: number;
  readonly isInvite: boolean;
  /** Runs once, when it need not be remembered any more. */
  readonly onOver: () => void;
}

/** A request that came in, until it has been answered and no repetition of it can come (RFC 3261, 17.2). */
export class ServerTransaction {
  readonly #options: ServerTransactionOptions;
  readonly #isReliable: boolean;
  #state: State = { kind: 'trying' };
  #stopEnd: () => void;
  #stopRepeating = (): void => undefined;

  constructor(options: ServerTransactionOptions) {
    this.#options = options;
    this.#isReliable = options.flow.source.transport !== 'udp';
    this.#stopEnd = options.clock.after(transactionMs, () => this.end());
  }

  /** Sends the final response. Whether this was its first: a later one does nothing. */
  answer(bytes: Buffer): boolean {
    if (this.#state.kind !== 'trying') return false;
    this.#state = { kind: 'completed', bytes };
    this.#send();
    this.#stopEnd();
    // Timer J, and Timer H for an INVITE; nothing comes twice over a reliable transport.
    if (this.#isReliable) this.end();
    else this.#stopEnd = this.#options.clock.after(transactionMs, () => this.end());
    if (this.#options.isInvite && !this.#isReliable) this.#repeatAfter(t1Ms, mostTimedAnswers);
    return true;
  }

  /** The request came again: so does its answer, where it has one. */
  repeat(): void {
    this.#send();
  }

  /** The answer to an INVITE has arrived. */
  acknowledge(): void {
    if (this.#state.kind !== 'completed' || !this.#options.isInvite) return;
    this.#stopRepeating();
    this.#state = { kind: 'confirmed' };
  }

  end(): void {
    if (this.#state.kind === 'over') return;
    this.#state = { kind: 'over' };
    this.#stopEnd();
    this.#stopRepeating();
    this.#options.onOver();
  }

  /** Timer G. */
  #repeatAfter(delayMs: number, left: number): void {
    if (left === 0) return;
    this.#stopRepeating = this.#options.clock.after(delayMs, () => {
      this.#send();
      this.#repeatAfter(Math.min(2 * delayMs, t2Ms), left - 1);
    });
  }

  #send(): void {
    if (this.#state.kind === 'completed') this.#options.flow.sendAnswer(this.#state.bytes, this.#options.port);
  }
}
