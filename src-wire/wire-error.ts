/**
 * `other-protocol`: what answered speaks something else; `bad-certificate`: it is not who it should be; `other-key`: its
 * key is not pinned; `bad-response`: it sent no response that is one; `lost`: the connection ended.
 */
export type WireErrorCode = 'other-protocol' | 'bad-certificate' | 'other-key' | 'bad-response' | 'lost';

/** A failure of the wire that neither Node nor OpenSSL has a code for. */
export class WireError extends Error {
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WireError';
    this.code = code;
  }
}

/** What the caller makes of a failure of the connection: an error of Node's, of OpenSSL's, or a `WireError`. */
export type Explain = (error: unknown) => Error;

/** Failures as they are. */
export const asItIs: Explain = (error) => (error instanceof Error ? error : new Error(String(error)));
