import type { CallAppearance, PhoneState } from '../../../src-bridge/phone-state.ts';
import type { DeskPhonesSettings } from '../../../src-bridge/settings.ts';
import type { CallFacts } from '../../session/call-facts.ts';
import type { Clock, Fingerprint } from '../../session/ports.ts';
import type { DialogTable } from '../dialog-table.ts';
import { AppearanceNumbers } from './appearance-numbers.ts';
import { dialogEntry } from './dialog-entry.ts';
import { DialogList } from './dialog-list.ts';
import { progressHere, progressOnLine, progressWhenLost } from './dialog-progress.ts';
import { sipLines, type SipLine } from './line-users.ts';
import { hostOf } from './sip-identity.ts';

/** A call of a state, with what belongs to it. */
interface DescribedCall {
  readonly card: CallAppearance;
  readonly facts: CallFacts;
  readonly line: SipLine;
  readonly providerHost: string;
}

/**
 * Tells the phone's calls as dialogs. It remembers what it told, so that no dialog goes back, and that one which was
 * here is told to be over when its call goes on elsewhere.
 */
export class DialogDescriber {
  readonly #fingerprint: Fingerprint;
  readonly #here: DialogList;
  readonly #shared: DialogList;
  readonly #appearances = new AppearanceNumbers();

  constructor({ clock, fingerprint }: { readonly clock: Pick<Clock, 'now'>; readonly fingerprint: Fingerprint }) {
    this.#fingerprint = fingerprint;
    this.#here = new DialogList(() => clock.now());
    this.#shared = new DialogList(() => clock.now());
  }

  /**
   * The dialogs of a state of the phone; to be asked for each state in turn, and at shutdown once more for the last one
   * without its calls, which ends them all. `users`: the SIP users of lines.
   */
  describe(
    state: PhoneState,
    factsOf: (callId: string) => CallFacts | undefined,
    users: DeskPhonesSettings['users'],
  ): DialogTable {
    const lines = sipLines(state.lines, users);
    const oldestFirst = [...state.calls].sort((a, b) => a.startedAt - b.startedAt);
    for (const card of oldestFirst) {
      const facts = factsOf(card.id);
      const line = lines.find(({ id }) => id === card.lineId);
      if (state.account.kind !== 'signed-in' || facts === undefined || line === undefined) continue;
      this.#follow({ card, facts, line, providerHost: hostOf(state.account.provider) });
    }
    this.#letGo(state.calls);
    return {
      lines: lines.map((line) => ({ id: line.id, users: [...line.users] })),
      here: this.#here.dialogs,
      shared: this.#shared.dialogs,
    };
  }

  #follow({ card, facts, line, providerHost }: DescribedCall): void {
    const here = progressHere(this.#here.progressOf(card.id), card, facts);
    const onLine = progressOnLine(this.#shared.progressOf(card.id), card, facts);
    // A call that is over when it is first seen was never a dialog.
    if (onLine === undefined) return;
    const own = facts.ownHandler ?? '';
    const entryAt = (handler: string) => (turn: number) => {
      const appearance = this.#appearances.take(card.id, card.lineId);
      return dialogEntry(
        { card, callUri: facts.uri, line, providerHost, handler, turn, appearance },
        this.#fingerprint,
      );
    };
    if (here !== undefined) this.#here.put(card.id, here, entryAt(own));
    this.#shared.put(card.id, onLine, entryAt(facts.handler ?? own));
  }

  /** Calls leave with their cards; those that were not over then are lost: the phone signed out, or shuts down. */
  #letGo(cards: readonly CallAppearance[]): void {
    const isOurs = (callId: string): boolean => isLiving(this.#here.progressOf(callId)?.state);
    const shown = new Set(cards.map(({ id }) => id));
    this.#shared.keep(shown, (callId, before) => progressWhenLost(before, { isOurs: isOurs(callId) }));
    this.#here.keep(shown, (_, before) => progressWhenLost(before, { isOurs: true }));
    this.#appearances.keep(new Set(cards.filter(({ state }) => state.kind !== 'ended').map(({ id }) => id)));
  }
}

function isLiving(state: string | undefined): boolean {
  return state !== undefined && state !== 'terminated';
}
