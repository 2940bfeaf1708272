import type { Clock, Random } from '../../session/ports.ts';
import type { SipLimits } from '../../../src-bridge/sip-limits.ts';
import { answerPort, responseTo } from './answer-response.ts';
import { ServerTransaction } from './server-transaction.ts';
import type { IncomingRequest, SipAnswer } from './sip-endpoint.ts';
import type { SipFlow } from './sip-flow.ts';
import type { SipRequest } from './sip-message.ts';
import { transactionKey } from './transaction-key.ts';
import type { Via } from './via.ts';
import { writeSipMessage } from './write-message.ts';

/** Bytes of answers that are remembered, for each transaction that may be. */
const bytesPerTransaction = 1024;

export interface ServerTransactionsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: SipLimits;
  /** A request was granted: the way of who sent it. */
  readonly onGranted: (flow: SipFlow) => void;
}

interface Answered {
  readonly request: SipRequest;
  readonly via: Via;
  readonly flow: SipFlow;
  readonly given: SipAnswer;
}

function isFinal(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 699;
}

/** The requests that came in and are remembered, so that each is handled once. */
export class ServerTransactions {
  readonly #options: ServerTransactionsOptions;
  readonly #all = new Map<string, ServerTransaction>();
  /** Those that were refused, the oldest first: they are forgotten where room is needed. */
  readonly #refused = new Map<string, ServerTransaction>();
  /** Bytes of each answer that is remembered, and of all. */
  readonly #sizes = new Map<string, number>();
  #bytes = 0;

  constructor(options: ServerTransactionsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#all.size;
  }

  /**
   * Takes a request that is neither ACK nor CANCEL, and gives it to `handle` where it is new and there is room. What
   * `handle` throws is answered with 500, and thrown on.
   */
  receive(request: SipRequest, via: Via, flow: SipFlow, handle: (incoming: IncomingRequest) => void): void {
    const key = transactionKey(request, via, flow.source);
    const known = this.#all.get(key);
    if (known !== undefined) return known.repeat();
    if (!this.#makeRoom()) return;
    const transaction = this.#open(key, request, via, flow);
    const answer = (given: SipAnswer): void => this.#answer(key, transaction, { request, via, flow, given });
    try {
      handle({ request, source: flow.source, answer });
    } catch (error) {
      answer({ status: 500 });
      throw error;
    }
  }

  /** Takes an ACK: it is never answered. */
  acknowledge(request: SipRequest, via: Via, flow: SipFlow): void {
    this.#all.get(transactionKey(request, via, flow.source))?.acknowledge();
  }

  close(): void {
    for (const transaction of [...this.#all.values()]) transaction.end();
  }

  #open(key: string, request: SipRequest, via: Via, flow: SipFlow): ServerTransaction {
    const { clock } = this.#options;
    const port = answerPort(via, flow.source);
    const onOver = (): void => this.#forget(key);
    const transaction = new ServerTransaction({ clock, flow, port, isInvite: request.method === 'INVITE', onOver });
    this.#all.set(key, transaction);
    return transaction;
  }

  #answer(key: string, transaction: ServerTransaction, answered: Answered): void {
    const { request, via, flow } = answered;
    const given = isFinal(answered.given.status) ? answered.given : { status: 500 };
    const tag = this.#options.random.token();
    const bytes = writeSipMessage(responseTo(request, given, { via, source: flow.source, tag }));
    if (!transaction.answer(bytes)) return;
    if (given.status < 300 && request.method !== 'OPTIONS') this.#options.onGranted(flow);
    if (this.#all.get(key) !== transaction) return;
    this.#sizes.set(key, bytes.length);
    this.#bytes += bytes.length;
    if (given.status >= 300) this.#refused.set(key, transaction);
  }

  #forget(key: string): void {
    this.#bytes -= this.#sizes.get(key) ?? 0;
    this.#sizes.delete(key);
    this.#refused.delete(key);
    this.#all.delete(key);
  }

  /** Whether one more may be remembered. Who was refused and comes again is refused again (RFC 3261, 8.2.7). */
  #makeRoom(): boolean {
    const { transactions } = this.#options.limits;
    while (this.#all.size >= transactions || this.#bytes >= transactions * bytesPerTransaction) {
      const [oldest] = this.#refused.values();
      if (oldest === undefined) return false;
      oldest.end();
    }
    return true;
  }
}
