import type { Clock, Random } from '../../session/ports.ts';
import { ClientTransaction } from './client-transaction.ts';
import { readCSeq } from './cseq.ts';
import { readSipMessage } from './read-message.ts';
import type { SipFlow } from './sip-flow.ts';
import { SipFailure } from './sip-failure.ts';
import { headerOf, headersOf } from './sip-headers.ts';
import type { SipHeader, SipRequest, SipResponse } from './sip-message.ts';
import { branchCookie } from './transaction-key.ts';
import { readVia, writeVia } from './via.ts';
import { writeSipMessage } from './write-message.ts';

/** What our branches begin with, so that they are found in what nobody has read yet. */
const ourCookie = `${branchCookie}.byway.`;
const usualMaxForwards = '70';
const longestBranch = 128;

function topVia(flow: SipFlow, branch: string): SipHeader {
  const { transport, local } = flow.source;
  const parameters = new Map([
    ['branch', branch],
    ['rport', ''],
  ]);
  const via = { transport: transport.toUpperCase(), host: local.address, port: local.port, parameters };
  return { name: 'Via', value: writeVia(via) };
}

function withOurHeaders(request: SipRequest, via: SipHeader): SipRequest {
  const others = request.headers.filter(({ name }) => name !== 'Via');
  const hasMaxForwards = others.some(({ name }) => name === 'Max-Forwards');
  const forwards = hasMaxForwards ? [] : [{ name: 'Max-Forwards', value: usualMaxForwards }];
  return { ...request, headers: [via, ...forwards, ...others] };
}

/** The first branch of ours in bytes; undefined where there is none. */
function branchIn(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = buffer.indexOf(ourCookie);
  if (at < 0) return undefined;
  return /^[\w.-]+/u.exec(buffer.toString('latin1', at, at + longestBranch))?.[0];
}

/** The requests of ours that have no final response yet (RFC 3261, 17.1.2). */
export class ClientTransactions {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #mostHeaders: number;
  readonly #all = new Map<string, ClientTransaction>();

  constructor(options: { clock: Clock; random: Random; mostHeaders: number }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#mostHeaders = options.mostHeaders;
  }

  get count(): number {
    return this.#all.size;
  }

  /** Sends a request and resolves with its final response. Rejects with a `SipFailure`. */
  request(request: SipRequest, flow: SipFlow): Promise<SipResponse> {
    const branch = `${ourCookie}${this.#random.token()}`;
    const bytes = writeSipMessage(withOurHeaders(request, topVia(flow, branch)));
    return new Promise((resolve, reject) => {
      const transaction = new ClientTransaction({
        clock: this.#clock,
        flow,
        method: request.method,
        bytes,
        onResponse: resolve,
        onFailure: (code) => reject(new SipFailure(code)),
        onOver: () => this.#all.delete(branch),
      });
      this.#all.set(branch, transaction);
      transaction.start();
    });
  }

  /**
   * Takes what may be a response. Only one that carries the branch of a request that still waits is read at all, so that
   * responses that nobody asked for cost next to nothing. Throws a `SipSyntaxError`.
   */
  receive(bytes: Uint8Array): void {
    const transaction = this.#all.get(branchIn(bytes) ?? '');
    if (transaction?.mayRead() !== true) return;
    const response = readSipMessage(bytes, this.#mostHeaders);
    const vias = headersOf(response, 'Via');
    if (response.kind !== 'response' || vias.length !== 1) return;
    const branch = readVia(vias[0] ?? '').parameters.get('branch') ?? '';
    const { method } = readCSeq(headerOf(response, 'CSeq') ?? '');
    this.#all.get(branch)?.receive(response, method);
  }

  close(): void {
    for (const transaction of [...this.#all.values()]) transaction.fail('closed');
  }
}
