import type { SipFailureCode } from './sip-endpoint.ts';

/** A request has no final response. `cause` is for the log. */
export class SipFailure extends Error {
  readonly code: SipFailureCode;

  constructor(code: SipFailureCode, cause?: unknown) {
    super(code, { cause });
    this.name = 'SipFailure';
    this.code = code;
  }
}
