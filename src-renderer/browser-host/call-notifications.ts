import type { CallAppearance, PhoneState } from '../../src-bridge/phone-state.ts';
import { partyWords } from '../messages/contact-name.ts';
import type { Messages } from '../messages/en.ts';
import { lineWords } from '../messages/phone-number.ts';
import type { NotificationPort } from './notification-port.ts';
import { heardRinging } from './ringing.ts';

export interface CallNotificationParts {
  readonly port: NotificationPort;
  readonly text: (state: PhoneState) => Messages;
  /** The person has touched the page: only then may it ask for notifications by itself. */
  readonly hasGesture: () => boolean;
  /** Brings the page to the front, on a call. */
  readonly openCall: (callId: string) => void;
  readonly callBack: (call: CallAppearance) => void;
}

/**
 * The notifications of calls: one for each call that rings, for as long as it rings here, and one for a call that was
 * missed meanwhile. Pages have no buttons on theirs, so a click opens the call, or calls back.
 */
export class CallNotifications {
  readonly #parts: CallNotificationParts;
  readonly #shown = new Map<string, () => void>();
  readonly #missed = new Map<string, () => void>();
  #rang = new Set<string>();
  #hasAsked = false;
  #last: PhoneState | undefined;

  constructor(parts: CallNotificationParts) {
    this.#parts = parts;
  }

  /** Brings the notifications into line with a snapshot. */
  follow(state: PhoneState): void {
    this.#last = state;
    const ringing = state.settings.notifiesInBrowser ? heardRinging(state) : [];
    this.#closeAllBut(new Set(ringing.map(({ id }) => id)));
    for (const call of ringing) this.#announce(call, state);
    for (const call of state.calls) if (this.#rang.has(call.id)) this.#markMissed(call, state);
    this.#rang = new Set(ringing.map(({ id }) => id));
    if (ringing.length > 0) void this.#ask();
  }

  /** Takes the notifications of ringing calls away. */
  close(): void {
    this.#closeAllBut(new Set());
  }

  #announce(call: CallAppearance, state: PhoneState): void {
    // One that the person has closed does not come back.
    if (this.#parts.port.access !== 'granted' || this.#shown.has(call.id)) return;
    const text = this.#parts.text(state);
    this.#show(this.#shown, call.id, () =>
      this.#parts.port.show(
        { title: text.callState.ringing, body: who(call, state), tag: `ringing-${call.id}`, stays: true },
        () => this.#parts.openCall(call.id),
      ),
    );
  }

  #markMissed(call: CallAppearance, state: PhoneState): void {
    const isMissed = call.state.kind === 'ended' && call.state.reason.kind === 'missed';
    if (!isMissed || this.#parts.port.access !== 'granted') return;
    const text = this.#parts.text(state);
    this.#show(this.#missed, call.id, () =>
      this.#parts.port.show(
        {
          title: text.endReason.missed,
          body: text.browserPage.callBack(who(call, state)),
          tag: `missed-${call.id}`,
          stays: false,
        },
        () => {
          this.#missed.get(call.id)?.();
          this.#missed.delete(call.id);
          this.#parts.callBack(call);
        },
      ),
    );
  }

  #show(shown: Map<string, () => void>, callId: string, show: () => () => void): void {
    try {
      shown.set(callId, show());
    } catch {
      // A browser may have notifications and let no page show one; the page itself rings all the same.
    }
  }

  #closeAllBut(ringing: ReadonlySet<string>): void {
    for (const [id, close] of this.#shown) {
      if (ringing.has(id)) continue;
      close();
      this.#shown.delete(id);
    }
  }

  /** Asks at the first ring, where the person may be asked. */
  async #ask(): Promise<void> {
    const { port, hasGesture } = this.#parts;
    if (this.#hasAsked || port.access !== 'default' || !hasGesture()) return;
    this.#hasAsked = true;
    await port.request();
    if (this.#last !== undefined) this.follow(this.#last);
  }
}

function who({ party, lineId }: CallAppearance, { lines, contacts }: PhoneState): string {
  const line = lines.length > 1 ? lines.find(({ id }) => id === lineId) : undefined;
  const words = partyWords(party.number, contacts);
  return line === undefined ? words : `${words} → ${lineWords(line)}`;
}
