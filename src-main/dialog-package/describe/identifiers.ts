import type { Fingerprint } from '../../session/ports.ts';

/** What names a call as a dialog (RFC 3261, 12). */
export interface DialogIdentifiers {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

/**
 * The identifiers of a call, made one way from its URI: the same on every device of the account and in every run, and
 * nobody finds the URI from them. The initiator's tag is that of label `l`, the recipient's that of `r`.
 */
export function dialogIdentifiers(
  callUri: string,
  direction: 'initiator' | 'recipient',
  fingerprint: Fingerprint,
): DialogIdentifiers {
  const [initiator, recipient] = [fingerprint(`l ${callUri}`), fingerprint(`r ${callUri}`)];
  const isInitiator = direction === 'initiator';
  return {
    callId: fingerprint(`c ${callUri}`),
    localTag: isInitiator ? initiator : recipient,
    remoteTag: isInitiator ? recipient : initiator,
  };
}

/** The id of the dialog that is the `turn`th, from 0, by which the call came to one list. */
export function dialogId(callUri: string, turn: number, fingerprint: Fingerprint): string {
  return fingerprint(turn === 0 ? `i ${callUri}` : `i${turn} ${callUri}`);
}

/** Names a device on a line, one way from the URI of its handler. */
export function deviceInstance(handlerUri: string, fingerprint: Fingerprint): string {
  return fingerprint(`d ${handlerUri}`);
}

/** Names the far side of a call: another one where the call was transferred to somebody else. */
export function farInstance(callUri: string, number: string, fingerprint: Fingerprint): string {
  return fingerprint(`f ${callUri} ${number}`);
}
