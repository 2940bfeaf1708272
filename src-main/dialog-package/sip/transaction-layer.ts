import type { Clock, Log, Random } from '../../session/ports.ts';
import type { SipLimits } from '../../../src-bridge/sip-limits.ts';
import { ClientTransactions } from './client-transactions.ts';
import { readSipMessage } from './read-message.ts';
import { RequestBudget } from './request-budget.ts';
import { ServerTransactions } from './server-transactions.ts';
import type { IncomingRequest, SipDestination, SipEndpoint } from './sip-endpoint.ts';
import { SipFailure } from './sip-failure.ts';
import type { SipCarriers, SipFlow, SipReceiver } from './sip-flow.ts';
import { headerOf } from './sip-headers.ts';
import type { SipHeader, SipRequest, SipResponse } from './sip-message.ts';
import { SipSyntaxError } from './sip-syntax-error.ts';
import { isStatusLine } from './start-line.ts';
import { answerStateless } from './stateless-answer.ts';
import { readVia } from './via.ts';

/** Enough to tell a response from a request. */
function beginningOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4)).toString('latin1');
}

/** What an answer needs of a request of which only the head is there; undefined where nothing may be answered. */
function answerableIn(head: Uint8Array, mostHeaders: number): readonly SipHeader[] | undefined {
  try {
    const message = readSipMessage(head, mostHeaders);
    return message.kind === 'request' && message.method !== 'ACK' ? message.headers : undefined;
  } catch (error) {
    if (error instanceof SipSyntaxError) return error.answerable;
    throw error;
  }
}

export interface TransactionLayerOptions {
  readonly carriers: SipCarriers;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: SipLimits;
  readonly log: Log;
}

/** Requests and responses with their transactions (RFC 3261, 17), over whatever carries them. */
export class TransactionLayer implements SipEndpoint, SipReceiver {
  readonly #carriers: SipCarriers;
  readonly #limits: SipLimits;
  readonly #log: Log;
  readonly #budget: RequestBudget;
  readonly #servers: ServerTransactions;
  readonly #clients: ClientTransactions;
  #handle: ((incoming: IncomingRequest) => void) | undefined;
  #isClosed = false;

  constructor(options: TransactionLayerOptions) {
    const { clock, random, limits } = options;
    this.#carriers = options.carriers;
    this.#limits = limits;
    this.#log = options.log;
    this.#budget = new RequestBudget(clock, limits);
    this.#servers = new ServerTransactions({ clock, random, limits, onGranted: (flow) => this.#keep(flow) });
    this.#clients = new ClientTransactions({ clock, random, mostHeaders: limits.headers });
  }

  /** Transactions that are remembered. */
  get transactions(): number {
    return this.#servers.count + this.#clients.count;
  }

  onRequest(handle: (incoming: IncomingRequest) => void): void {
    this.#handle = handle;
  }

  async request(request: SipRequest, destination: SipDestination): Promise<SipResponse> {
    this.#demandOpen();
    const flow = await this.#carriers.flowTo(destination);
    this.#demandOpen();
    flow.keep();
    return this.#clients.request(request, flow);
  }

  localFor(destination: SipDestination): Promise<{ readonly address: string; readonly port: number }> {
    return this.#carriers.localFor(destination);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#servers.close();
    this.#clients.close();
    await this.#carriers.close();
  }

  receive(bytes: Uint8Array, flow: SipFlow): void {
    this.#guard(() => {
      if (isStatusLine(beginningOf(bytes))) this.#clients.receive(bytes);
      else if (this.#budget.take(flow.source.address, bytes.length)) this.#receiveRequest(bytes, flow);
    });
  }

  refuse(head: Uint8Array, flow: SipFlow, status: number): void {
    this.#guard(() => {
      const headers = this.#budget.take(flow.source.address, head.length)
        ? answerableIn(head, this.#limits.headers)
        : undefined;
      if (headers !== undefined) answerStateless({ headers }, { status }, { flow, receivedBytes: head.length });
    });
  }

  #demandOpen(): void {
    if (this.#isClosed) throw new SipFailure('closed');
  }

  #receiveRequest(bytes: Uint8Array, flow: SipFlow): void {
    const receivedBytes = bytes.length;
    try {
      const message = readSipMessage(bytes, this.#limits.headers);
      if (message.kind === 'request') this.#take(message, flow, receivedBytes);
    } catch (error) {
      if (!(error instanceof SipSyntaxError)) throw error;
      if (error.answerable === undefined) return;
      const status = error.code === 'bad-version' ? 505 : 400;
      answerStateless({ headers: error.answerable }, { status }, { flow, receivedBytes });
    }
  }

  #take(request: SipRequest, flow: SipFlow, receivedBytes: number): void {
    const via = readVia(headerOf(request, 'Via') ?? '');
    if (request.method === 'ACK') this.#servers.acknowledge(request, via, flow);
    // Every request is answered at once, so there is never anything left to cancel.
    else if (request.method === 'CANCEL') answerStateless(request, { status: 481 }, { flow, receivedBytes });
    else if (this.#handle !== undefined) this.#servers.receive(request, via, flow, this.#handle);
  }

  #keep(flow: SipFlow): void {
    flow.keep();
    this.#budget.serve(flow.source.address);
  }

  /** A message must not end more than itself. */
  #guard(take: () => void): void {
    if (this.#isClosed) return;
    try {
      take();
    } catch (error) {
      // A response that is no SIP is none: its request times out.
      if (!(error instanceof SipSyntaxError))
        this.#log.error('a SIP message was not handled', { reason: String(error) });
    }
  }
}
