import type { PhoneClient } from '../../src-bridge/phone-client.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { chooseLocale } from '../messages/locale.ts';
import { badgeOf } from './badge.ts';
import { CallNotifications } from './call-notifications.ts';
import { dialAddress } from './dial-link.ts';
import { faviconOf } from './favicon.ts';
import { notificationsOf, type NotificationAccess, type NotificationPort } from './notification-port.ts';

export interface BrowserPageParts {
  readonly phone: Pick<PhoneClient, 'subscribe' | 'placeCall'>;
  /** Tells whether the phone can be reached. */
  readonly onReach: (listener: (reach: 'connecting' | 'there' | 'away') => void) => () => void;
  /** Runs a command for a place of the page, which shows its failure. */
  readonly run: (place: string, command: () => Promise<unknown>) => Promise<boolean>;
}

/** What a window of an application does outside its frame, done by a page in a browser: notifications, icon, phone links. */
export class BrowserPage {
  readonly #window: Window & typeof globalThis;
  readonly #port: NotificationPort | undefined;
  readonly #listeners = new Set<(access: NotificationAccess) => void>();
  readonly #icon: HTMLLinkElement | null;
  readonly #idleIcon: string | undefined;
  #state: PhoneState | undefined;
  #isAway = false;

  constructor(window: Window & typeof globalThis, { phone, onReach, run }: BrowserPageParts) {
    this.#window = window;
    this.#port = notificationsOf(window);
    this.#icon = window.document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    this.#idleIcon = this.#icon?.href;
    const notifications =
      this.#port &&
      new CallNotifications({
        port: this.#port,
        text: ({ settings }) => chooseLocale(settings.language, window.navigator.languages).text,
        hasGesture: () => window.navigator.userActivation.hasBeenActive,
        openCall: (callId) => this.#openCall(callId),
        callBack: ({ party, lineId }) => {
          window.focus();
          void run('dial', () => phone.placeCall({ destination: party.number, lineId }));
        },
      });
    phone.subscribe((state) => {
      this.#state = state;
      notifications?.follow(state);
      this.#drawIcon();
    });
    onReach((reach) => {
      this.#isAway = reach === 'away';
      if (this.#isAway) notifications?.close();
      this.#drawIcon();
    });
    // What rings here has nobody to take its notification away any more.
    window.addEventListener('pagehide', () => notifications?.close());
  }

  get hasNotifications(): boolean {
    return this.#port !== undefined;
  }

  get hasPhoneLinks(): boolean {
    return 'registerProtocolHandler' in this.#window.navigator;
  }

  /** Calls `listener` with what the person allows now and with each change; returns the way to stop that. */
  onAccess(listener: (access: NotificationAccess) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#port?.access ?? 'denied');
    return () => this.#listeners.delete(listener);
  }

  /** Asks for notifications; needs a click. Resolves with whether they are allowed. */
  async allowNotifications(): Promise<boolean> {
    const access = (await this.#port?.request()) ?? 'denied';
    for (const listener of this.#listeners) listener(access);
    return access === 'granted';
  }

  /** Asks the browser to open `tel:` links in this page; needs a click. */
  takePhoneLinks(): void {
    this.#window.navigator.registerProtocolHandler('tel', dialAddress(this.#window.location.origin));
  }

  #openCall(callId: string): void {
    this.#window.focus();
    const card = this.#window.document.querySelector(`[data-call-id="${CSS.escape(callId)}"]`);
    card?.scrollIntoView({ block: 'nearest' });
    card?.querySelector<HTMLElement>('[data-focus-next]')?.focus();
  }

  #drawIcon(): void {
    if (this.#icon === null || this.#idleIcon === undefined) return;
    // Before the first snapshot nothing is known, and nothing is told.
    const badge = this.#isAway ? badgeOf(undefined) : this.#state === undefined ? 'idle' : badgeOf(this.#state);
    const href = badge === 'idle' ? this.#idleIcon : faviconOf(badge);
    if (this.#icon.href !== href) this.#icon.href = href;
    this.#icon.dataset['badge'] = badge;
  }
}
