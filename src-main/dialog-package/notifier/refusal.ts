import type { SipHeader } from '../sip/sip-message.ts';

/** Thrown where a request is not granted: the answer to it, by its status. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: readonly SipHeader[];

  constructor(status: number, headers: Readonly<Record<string, string>> = {}) {
    super(`refused with ${status}`);
    this.name = 'Refusal';
    this.status = status;
    this.headers = Object.entries(headers).map(([name, value]) => ({ name, value }));
  }
}
