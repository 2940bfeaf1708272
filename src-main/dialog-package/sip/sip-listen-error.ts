import type { ListenProblem } from '../../../src-bridge/desk-phones.ts';

const problems: Readonly<Record<string, ListenProblem>> = {
  EADDRINUSE: 'port-in-use',
  EACCES: 'port-reserved',
  EADDRNOTAVAIL: 'address-not-ours',
};

/** Nothing listens for SIP. */
export class SipListenError extends Error {
  readonly code: ListenProblem;

  constructor(code: ListenProblem, cause: unknown) {
    super(code, { cause });
    this.name = 'SipListenError';
    this.code = code;
  }

  /** Why the system refused to let a socket listen. */
  static from(thrown: unknown): SipListenError {
    if (thrown instanceof SipListenError) return thrown;
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    return new SipListenError(problems[code] ?? 'failed', thrown);
  }
}
