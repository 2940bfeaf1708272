import type {
  IncomingRequest,
  SipAnswer,
  SipDestination,
  SipEndpoint,
  SipFailureCode,
  SipSource,
  SipTransport,
} from '../../src-main/dialog-package/sip/sip-endpoint.ts';
import { SipFailure } from '../../src-main/dialog-package/sip/sip-failure.ts';
import type { SipHeader, SipMessage, SipRequest, SipResponse } from '../../src-main/dialog-package/sip/sip-message.ts';
import type { Clock } from '../../src-main/session/ports.ts';

/** One message that was sent, whether or not it got there. */
export interface SentSipMessage {
  /** ms on the network's clock. */
  readonly at: number;
  /** `address:port` of who sent it, and of whom it was sent to. */
  readonly from: string;
  readonly to: string;
  readonly transport: SipTransport;
  readonly message: SipMessage;
}

/**
 * `unreachable`: nobody is at the address; `silent`: requests get there and are not answered; `deaf`: they are lost on
 * the way. The last two are noticed after 32 s.
 */
export type SipTrouble = 'none' | 'unreachable' | 'silent' | 'deaf';

/** A party of the network: an endpoint without sockets, and what befalls it. */
export interface MemorySipEndpoint extends SipEndpoint {
  readonly address: string;
  readonly port: number;
  trouble: SipTrouble;
  /** SHA-256 of the certificate that it shows over TLS. */
  certificate: string | undefined;
}

/** Parties that reach each other in memory. */
export interface SipNetwork {
  /** A party at `address:port`, over one transport or, without one named, over each. */
  endpoint(address: string, port: number, transport?: SipTransport): MemorySipEndpoint;
  /** Makes `host` a name of `address`. */
  name(host: string, address: string): void;
  /** Everything that was sent, the oldest first. */
  readonly messages: readonly SentSipMessage[];
  /** Begins the list of messages anew. */
  forgetMessages(): void;
  /** Requests that wait for their answer. */
  readonly pending: number;
}

/** How long an answer may take (RFC 3261, Timer F). */
const answerMs = 32_000;

/** Parties without sockets. Messages take no time; `clock` counts only how long answers stay away. */
export function createSipNetwork(clock: Clock): SipNetwork {
  const parties = new Set<Party>();
  const names = new Map<string, string>();
  const messages: SentSipMessage[] = [];
  const network: Wiring = {
    clock,
    branches: 0,
    pending: new Set(),
    find: (transport, host, port) => {
      const address = names.get(host) ?? host;
      return [...parties].find(
        (party) =>
          party.address === address &&
          party.port === port &&
          (party.transport === undefined || party.transport === transport),
      );
    },
    record: (from, to, transport, message) => void messages.push({ at: clock.now(), from, to, transport, message }),
    leave: (party) => void parties.delete(party),
  };
  return {
    messages,
    get pending() {
      return network.pending.size;
    },
    forgetMessages: () => void (messages.length = 0),
    name: (host, address) => void names.set(host, address),
    endpoint: (address, port, transport) => {
      const party = new Party(network, address, port, transport);
      parties.add(party);
      return party;
    },
  };
}

interface Wiring {
  readonly clock: Clock;
  /** How many branches were made. */
  branches: number;
  readonly pending: Set<PendingRequest>;
  readonly find: (transport: SipTransport, host: string, port: number) => Party | undefined;
  readonly record: (from: string, to: string, transport: SipTransport, message: SipMessage) => void;
  readonly leave: (party: Party) => void;
}

interface PendingRequest {
  readonly by: Party;
  fail(code: SipFailureCode): void;
}

class Party implements MemorySipEndpoint {
  readonly address: string;
  readonly port: number;
  readonly transport: SipTransport | undefined;
  trouble: SipTrouble = 'none';
  certificate: string | undefined;
  readonly #network: Wiring;
  #handle: ((incoming: IncomingRequest) => void) | undefined;
  #isClosed = false;

  constructor(network: Wiring, address: string, port: number, transport: SipTransport | undefined) {
    this.#network = network;
    this.address = address;
    this.port = port;
    this.transport = transport;
  }

  get #name(): string {
    return `${this.address}:${this.port}`;
  }

  onRequest(handle: (incoming: IncomingRequest) => void): void {
    this.#handle = handle;
  }

  localFor(): Promise<{ address: string; port: number }> {
    return Promise.resolve({ address: this.address, port: this.port });
  }

  request(request: SipRequest, destination: SipDestination): Promise<SipResponse> {
    const { clock, pending, find, record } = this.#network;
    const { transport } = destination;
    const flow = transport === 'udp' ? undefined : destination.source;
    const to =
      (flow && find(transport, flow.address, flow.port)) ?? find(transport, destination.host, destination.port);
    const sent = this.#complete(request, transport);
    record(this.#name, to === undefined ? `${destination.host}:${destination.port}` : to.#name, transport, sent);
    return new Promise((resolve, reject) => {
      const waiting: PendingRequest = {
        by: this,
        fail: (code) => {
          settle();
          reject(new SipFailure(code));
        },
      };
      const stopTimer = clock.after(answerMs, () => waiting.fail('timeout'));
      const settle = (): void => {
        stopTimer();
        pending.delete(waiting);
      };
      pending.add(waiting);
      queueMicrotask(() => {
        if (!pending.has(waiting)) return;
        if (this.#isClosed) return waiting.fail('closed');
        if (to === undefined || to.#isClosed || to.trouble === 'unreachable') return waiting.fail('unreachable');
        to.#receive(sent, this.#sourceAt(to, transport), (response) => {
          record(to.#name, this.#name, transport, response);
          if (!pending.has(waiting) || this.#isClosed) return;
          settle();
          resolve(response);
        });
      });
    });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#network.leave(this);
    for (const waiting of [...this.#network.pending]) if (waiting.by === this) waiting.fail('closed');
    return Promise.resolve();
  }

  #receive(request: SipRequest, source: SipSource, respond: (response: SipResponse) => void): void {
    if (this.trouble === 'deaf') return;
    let isAnswered = false;
    this.#handle?.({
      request,
      source,
      answer: (answer) => {
        if (isAnswered || this.trouble === 'silent') return;
        isAnswered = true;
        respond(responseTo(request, answer));
      },
    });
  }

  #sourceAt(to: Party, transport: SipTransport): SipSource {
    const { address, port } = this;
    const certificate = transport === 'tls' ? this.certificate : undefined;
    const local = { address: to.address, port: to.port };
    return { transport, address, port, local, ...(certificate !== undefined && { certificate }) };
  }

  /** `request` with what a stack adds to it, where the request does not have it. */
  #complete(request: SipRequest, transport: SipTransport): SipRequest {
    const via = `SIP/2.0/${transport.toUpperCase()} ${this.#name};branch=z9hG4bK${this.#network.branches++}`;
    const added: readonly SipHeader[] = [
      { name: 'Via', value: via },
      { name: 'Max-Forwards', value: '70' },
      { name: 'Content-Length', value: String(Buffer.byteLength(request.body)) },
    ];
    const missing = added.filter(({ name }) => !request.headers.some((header) => header.name === name));
    return { ...request, headers: [...missing, ...request.headers] };
  }
}

/** The response that a stack makes of an answer (RFC 3261, 8.2.6). */
function responseTo(
  request: SipRequest,
  { status, reason = '', toTag, headers = [], body = '' }: SipAnswer,
): SipResponse {
  const copied = request.headers.flatMap(({ name, value }): SipHeader[] => {
    if (!['Via', 'From', 'To', 'Call-ID', 'CSeq'].includes(name)) return [];
    const isTagged = name !== 'To' || toTag === undefined || /;\s*tag=/iu.test(value);
    return [{ name, value: isTagged ? value : `${value};tag=${toTag}` }];
  });
  const length = { name: 'Content-Length', value: String(Buffer.byteLength(body)) };
  return { kind: 'response', status, reason, headers: [...copied, ...headers, length], body };
}
