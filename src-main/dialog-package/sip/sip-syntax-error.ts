import type { SipHeader } from './sip-message.ts';

export type SipSyntaxCode =
  | 'no-end' // the head of the message has no end
  | 'bad-start-line'
  | 'bad-version' // not SIP/2.0
  | 'bad-header'
  | 'bad-uri'
  | 'bad-number' // none, or out of its range
  | 'missing-header'
  | 'repeated-header' // what may be there once is there twice
  | 'too-many-headers'
  | 'short-body'; // shorter than Content-Length

/** What was read is no SIP. `detail` names the member, never its value. */
export class SipSyntaxError extends Error {
  readonly code: SipSyntaxCode;
  readonly detail: string;
  /** Via, From, To, Call-ID and CSeq of a bad request that has them all: what an answer to it needs. */
  readonly answerable: readonly SipHeader[] | undefined;

  constructor(code: SipSyntaxCode, detail: string, answerable?: readonly SipHeader[]) {
    super(detail === '' ? code : `${code}: ${detail}`);
    this.name = 'SipSyntaxError';
    this.code = code;
    this.detail = detail;
    this.answerable = answerable;
  }
}
