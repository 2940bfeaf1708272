import type { SipHeader, SipRequest, SipResponse } from './sip-message.ts';

export const sipTransports = ['udp', 'tcp', 'tls'] as const;
export type SipTransport = (typeof sipTransports)[number];

/** Where a request came from, as its transport knows: nothing in it is the sender's word. */
export interface SipSource {
  readonly transport: SipTransport;
  /** An IP address; an IPv4 one that came over an IPv6 socket is written as IPv4. */
  readonly address: string;
  readonly port: number;
  /** The address and port of ours that it came to: what a Contact for this peer names. */
  readonly local: { readonly address: string; readonly port: number };
  /** SHA-256 of the peer's certificate (TLS), in hexadecimal small letters without colons. */
  readonly certificate?: string;
}

/** Where a request goes. A connection to `source` that is still open is used before a new one is made. */
export interface SipDestination {
  readonly transport: SipTransport;
  /** A name or an IP address. */
  readonly host: string;
  readonly port: number;
  readonly source?: SipSource;
}

/** A response as who answers writes it: the stack adds Via, From, To, Call-ID, CSeq and Content-Length. */
export interface SipAnswer {
  readonly status: number;
  /** The usual phrase when absent. */
  readonly reason?: string;
  /** Put on To where the request has none. */
  readonly toTag?: string;
  readonly headers?: readonly SipHeader[];
  readonly body?: string;
}

/** A request that is new: repetitions get its answer again without being seen here (RFC 3261, 17.2.2). */
export interface IncomingRequest {
  readonly request: SipRequest;
  readonly source: SipSource;
  /** Answers once; later calls do nothing. */
  readonly answer: (answer: SipAnswer) => void;
}

/** Why a request has no final response. */
export type SipFailureCode = 'timeout' | 'unreachable' | 'closed';

/** SIP without calls: requests in and out, each with its transaction (RFC 3261, 17), over UDP, TCP and TLS. */
export interface SipEndpoint {
  /** `handle` gets each new request; ACK and CANCEL never come here. At most one handler. */
  onRequest(handle: (incoming: IncomingRequest) => void): void;
  /**
   * Sends a request (the stack adds Via, Max-Forwards and Content-Length) and resolves with its final response. Rejects
   * with a `SipFailure`.
   */
  request(request: SipRequest, destination: SipDestination): Promise<SipResponse>;
  /** The address of ours from which `destination` is reached, for a Contact. */
  localFor(destination: SipDestination): Promise<{ readonly address: string; readonly port: number }>;
  /** Ends every transaction and socket. Closing twice is harmless. */
  close(): Promise<void>;
}
