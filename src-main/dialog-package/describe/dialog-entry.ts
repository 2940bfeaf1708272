import type { CallAppearance } from '../../../src-bridge/phone-state.ts';
import type { Fingerprint } from '../../session/ports.ts';
import type { DialogEntry } from '../dialog-table.ts';
import { deviceInstance, dialogId, dialogIdentifiers, farInstance } from './identifiers.ts';
import type { SipLine } from './line-users.ts';
import { sipIdentity } from './sip-identity.ts';

/** What a dialog is made of. */
export interface DialogFacts {
  readonly card: CallAppearance;
  readonly callUri: string;
  readonly line: SipLine;
  readonly providerHost: string;
  /** The URI of the handler that our target names. */
  readonly handler: string;
  /** How many dialogs of the call came before this one, in the same list. */
  readonly turn: number;
  readonly appearance: number;
}

/** A call as a dialog, but for its progress. The far side has its tag (guidelines 5 and 6). */
export function dialogEntry(given: DialogFacts, fingerprint: Fingerprint): Omit<DialogEntry, 'progress'> {
  const { card, callUri, line, providerHost, handler, turn, appearance } = given;
  const { number } = card.party;
  const direction = card.direction === 'inbound' ? 'recipient' : 'initiator';
  const far = sipIdentity(number, providerHost);
  return {
    id: dialogId(callUri, turn, fingerprint),
    lineId: line.id,
    ...dialogIdentifiers(callUri, direction, fingerprint),
    direction,
    startedAt: card.startedAt,
    local: {
      identity: sipIdentity(line.number ?? line.contactUser, providerHost),
      ...(line.name === '' ? {} : { display: line.name }),
      target: { user: line.contactUser, instance: deviceInstance(handler, fingerprint) },
    },
    remote: { identity: far, target: `${far};gr=${farInstance(callUri, number, fingerprint)}` },
    appearance,
  };
}
