/** A SIP or SIPS URI (RFC 3261, 19.1). Parts are as they stand, but for `host`, which is in small letters. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** Percent-unescaped; absent for a URI without a user. */
  readonly user?: string;
  /** A name, an IPv4 address, or an IPv6 address without its brackets. */
  readonly host: string;
  readonly port?: number;
  /** By their names in small letters; '' for one without a value. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A header field. `name` is the long form as RFC 3261 writes it, such as `Call-ID`; a list has one field a member. */
export interface SipHeader {
  readonly name: string;
  readonly value: string;
}

export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  /** As it stands in the request line: it may be of a scheme that is none of ours. */
  readonly uri: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export interface SipResponse {
  readonly kind: 'response';
  /** 100 to 699. */
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export type SipMessage = SipRequest | SipResponse;
