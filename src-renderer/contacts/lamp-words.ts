import type { Contact, Lamp } from '../../src-bridge/contacts.ts';
import { partyWords } from '../messages/contact-name.ts';
import type { Messages } from '../messages/en.ts';

/** A lamp in words. */
export interface LampWords {
  readonly state: string;
  /** Why nothing is known. */
  readonly reason?: string;
  /** The person may be able to do something about the reason. */
  readonly isReasonShown: boolean;
}

/** What a lamp says, with who is called by the name of the contact where there is one. */
export function lampWords(lamp: Lamp, contacts: readonly Contact[], text: Messages['contacts']): LampWords {
  if (lamp.kind === 'unknown') {
    const { reason } = lamp;
    return { state: text.lampState.unknown, reason: text.lampReason[reason], isReasonShown: reason !== 'asking' };
  }
  return { state: stateWords(lamp, contacts, text), isReasonShown: false };
}

function stateWords(
  lamp: Exclude<Lamp, { kind: 'unknown' }>,
  contacts: readonly Contact[],
  { lampState: text }: Messages['contacts'],
): string {
  if (lamp.kind === 'idle') return text.idle;
  const who = lamp.who === undefined || lamp.who === '' ? undefined : partyWords(lamp.who, contacts);
  return lamp.kind === 'ringing' ? text.ringing(who) : text.inCall(who);
}
