import type { Clock } from '../../session/ports.ts';
import type { SipFailureCode } from './sip-endpoint.ts';
import type { SipFlow } from './sip-flow.ts';
import type { SipResponse } from './sip-message.ts';
import { t1Ms, t2Ms, transactionMs } from './timer-values.ts';

/** Responses that are read: a final one, and before it as many that say nothing. */
const mostResponses = 16;

export interface ClientTransactionOptions {
  readonly clock: Clock;
  readonly flow: SipFlow;
  readonly method: string;
  readonly bytes: Buffer;
  readonly onResponse: (response: SipResponse) => void;
  readonly onFailure: (code: SipFailureCode) => void;
  /** Runs once, after a final response or a failure. */
  readonly onOver: () => void;
}

/**
 * A request of ours, other than INVITE, until its final response (RFC 3261, 17.1.2). There is no Timer K: what comes
 * after the final response carries a branch that nobody knows any more, and is dropped.
 */
export class ClientTransaction {
  readonly #options: ClientTransactionOptions;
  #intervalMs = t1Ms;
  #responses = 0;
  #isOver = false;
  #stops: (() => void)[] = [];
  #stopRepeating = (): void => undefined;

  constructor(options: ClientTransactionOptions) {
    this.#options = options;
  }

  /** Sends the request. Call it once. */
  start(): void {
    const { clock, flow, bytes } = this.#options;
    // Timer F.
    this.#stops.push(clock.after(transactionMs, () => this.fail('timeout')));
    if (!flow.send(bytes)) return this.fail('unreachable');
    if (flow.source.transport === 'udp') this.#repeat();
    this.#stops.push(flow.onClose(() => this.fail('closed')));
  }

  /** Whether one more response is worth reading; counts it. */
  mayRead(): boolean {
    return this.#responses++ < mostResponses;
  }

  /** Takes a response with this branch; `method` is that of its CSeq. */
  receive(response: SipResponse, method: string): void {
    if (method !== this.#options.method) return;
    if (response.status < 200) this.#intervalMs = t2Ms;
    else if (this.#finish()) this.#options.onResponse(response);
  }

  /** Gives up. */
  fail(code: SipFailureCode): void {
    if (this.#finish()) this.#options.onFailure(code);
  }

  /** Timer E. */
  #repeat(): void {
    this.#stopRepeating = this.#options.clock.after(this.#intervalMs, () => {
      this.#options.flow.send(this.#options.bytes);
      this.#intervalMs = Math.min(2 * this.#intervalMs, t2Ms);
      this.#repeat();
    });
  }

  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#stopRepeating();
    for (const stop of this.#stops) stop();
    this.#options.onOver();
    return true;
  }
}
