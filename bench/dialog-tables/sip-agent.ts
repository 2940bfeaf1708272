import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { randomUUID } from 'node:crypto';
import { writeHostPort, type HostPort } from '../../src-main/dialog-package/sip/host-port.ts';
import { readSipMessage } from '../../src-main/dialog-package/sip/read-message.ts';
import { headerOf } from '../../src-main/dialog-package/sip/sip-headers.ts';
import type { SipHeader, SipMessage, SipRequest, SipResponse } from '../../src-main/dialog-package/sip/sip-message.ts';
import { readVia } from '../../src-main/dialog-package/sip/via.ts';
import { writeSipMessage } from '../../src-main/dialog-package/sip/write-message.ts';

/** A request as it is sent: Via, Max-Forwards and Content-Length are added. */
export type AgentRequest = Omit<SipRequest, 'kind'>;

/** A request under way. */
export interface SentRequest {
  readonly branch: string;
  /** Responses so far, the oldest first. */
  readonly responses: readonly SipResponse[];
  /** Its final response; undefined where none came. */
  readonly final: Promise<SipResponse | undefined>;
}

interface Waiting {
  readonly method: string;
  readonly responses: SipResponse[];
  readonly resolve: (response: SipResponse | undefined) => void;
}

/** An answer may take so long: a phone that is there answers in less. */
const answerMs = 8000;
const firstRepeatMs = 500;

/** A user agent of the bench over UDP: it sends requests of any method, and answers every NOTIFY and BYE with 200. */
export class SipAgent {
  /** Where it is reached by its peer. */
  readonly local: Required<HostPort>;
  /** Gets each NOTIFY. */
  onNotify: (request: SipRequest) => void = () => undefined;
  readonly #socket: Socket;
  readonly #peer: Required<HostPort>;
  readonly #waiting = new Map<string, Waiting>();
  readonly #timers = new Set<NodeJS.Timeout>();

  private constructor(socket: Socket, local: Required<HostPort>, peer: Required<HostPort>) {
    this.#socket = socket;
    this.local = local;
    this.#peer = peer;
    socket.on('error', () => undefined);
    socket.on('message', (bytes) => this.#take(bytes));
  }

  /** An agent for one peer, at the address from which that is reached. */
  static async open({ host, port = 5060 }: HostPort): Promise<SipAgent> {
    const { address, family } = await lookup(host);
    const type = family === 6 ? 'udp6' : 'udp4';
    const scout = createSocket(type);
    await new Promise<void>((resolve, reject) => {
      scout.once('error', reject);
      scout.connect(port, address, resolve);
    });
    const from = scout.address().address;
    scout.close();
    const socket = createSocket(type);
    await new Promise<void>((resolve) => socket.bind(0, from, resolve));
    return new SipAgent(socket, { host: from, port: socket.address().port }, { host: address, port });
  }

  /** Sends a request until it is answered. `branch` is that of the request that an ACK or a CANCEL belongs to. */
  send(request: AgentRequest, branch = `z9hG4bK${randomUUID()}`): SentRequest {
    const responses: SipResponse[] = [];
    const { promise: final, resolve } = Promise.withResolvers<SipResponse | undefined>();
    const message = this.#complete(request, branch);
    if (request.method === 'ACK') resolve(undefined);
    else {
      const key = `${branch} ${request.method}`;
      const isOver = (): boolean => !this.#waiting.has(key);
      const repeat = (delayMs: number): void => {
        if (isOver() || responses.length > 0) return;
        this.#write(message);
        this.#after(delayMs, () => repeat(delayMs * 2));
      };
      this.#waiting.set(key, { method: request.method, responses, resolve });
      void final.then(() => this.#waiting.delete(key));
      this.#after(firstRepeatMs, () => repeat(firstRepeatMs * 2));
      this.#after(answerMs, () => resolve(undefined));
    }
    this.#write(message);
    return { branch, responses, final };
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const { resolve } of this.#waiting.values()) resolve(undefined);
    this.#socket.close();
  }

  #complete(request: AgentRequest, branch: string): SipRequest {
    const added: readonly SipHeader[] = [
      { name: 'Via', value: `SIP/2.0/UDP ${writeHostPort(this.local)};branch=${branch};rport` },
      { name: 'Max-Forwards', value: '70' },
    ];
    return { kind: 'request', ...request, headers: [...added, ...request.headers] };
  }

  #write(message: SipMessage): void {
    this.#socket.send(writeSipMessage(message), this.#peer.port, this.#peer.host);
  }

  #take(bytes: Buffer): void {
    try {
      const message = readSipMessage(bytes);
      if (message.kind === 'response') this.#takeResponse(message);
      else this.#answer(message);
    } catch {
      // What is no SIP is the peer's fault, and shows as an answer that stays away.
    }
  }

  #takeResponse(response: SipResponse): void {
    const branch = readVia(headerOf(response, 'Via') ?? '').parameters.get('branch') ?? '';
    const method = headerOf(response, 'CSeq')?.split(/\s+/u)[1] ?? '';
    const waiting = this.#waiting.get(`${branch} ${method}`);
    waiting?.responses.push(response);
    if (response.status >= 200) waiting?.resolve(response);
  }

  #answer(request: SipRequest): void {
    if (request.method === 'ACK') return;
    const isKnown = request.method === 'NOTIFY' || request.method === 'BYE';
    const copied = request.headers.filter(({ name }) => ['Via', 'From', 'To', 'Call-ID', 'CSeq'].includes(name));
    const [status, reason] = isKnown ? [200, 'OK'] : [405, 'Method Not Allowed'];
    this.#write({ kind: 'response', status, reason, headers: copied, body: '' });
    if (request.method === 'NOTIFY') this.onNotify(request);
  }

  #after(delayMs: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, delayMs);
    this.#timers.add(timer);
  }
}
