/** `not-http2`: what answered speaks something else; `bad-response`: it sent no response that is one; `lost`: it ended. */
export type WireErrorCode = 'not-http2' | 'bad-response' | 'lost';

/** A failure of the wire that neither Node nor OpenSSL has a code for. */
export class WireError extends Error {
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WireError';
    this.code = code;
  }
}
