import type { PhoneClient } from '../../src-bridge/phone-client.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import type { PhoneLink } from './phone-link.ts';

/** What a browser tells a page about the network and about its own sleep. */
export interface PageSources {
  readonly window: EventTarget;
  readonly document: EventTarget & Pick<Document, 'visibilityState'>;
  /** Network Information, where the browser has it. `type` is missing where it does not tell the kind of network. */
  readonly connection: (EventTarget & { readonly type?: string }) | undefined;
}

/**
 * Passes on at once what the browser tells: a network that is back or another one to the phone, which is owed to it
 * while it cannot be reached; and the end of a freeze, after which a lost link is tried again. Returns the way to stop.
 */
export function passOnSignals(
  sources: PageSources,
  link: Pick<PhoneLink, 'onReach' | 'retryNow'>,
  phone: Pick<PhoneClient, 'networkChanged' | 'retryNow'>,
): () => void {
  const ending = new AbortController();
  const listen = (target: EventTarget | undefined, type: string, listener: (event: Event) => void): void =>
    target?.addEventListener(type, listener, { signal: ending.signal });
  let isOwed = false;
  let network = sources.connection?.type;

  async function tell(): Promise<void> {
    isOwed = false;
    await phone.networkChanged().catch((error: unknown) => {
      isOwed = PhoneError.from(error).code === 'not-running';
    });
  }

  function networkChanged(): void {
    link.retryNow();
    void tell();
  }

  function wokeUp(): void {
    link.retryNow();
    // Where the phone cannot be reached it hears nothing, and has nothing to hear either.
    phone.retryNow().catch(() => undefined);
  }

  listen(sources.window, 'online', networkChanged);
  listen(sources.connection, 'change', () => {
    // The event comes for every new estimate of the speed as well.
    if (sources.connection?.type === network) return;
    network = sources.connection?.type;
    networkChanged();
  });
  listen(sources.document, 'resume', wokeUp);
  listen(sources.document, 'visibilitychange', () => {
    if (sources.document.visibilityState === 'visible') wokeUp();
  });
  listen(sources.window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) wokeUp();
  });
  const stopReach = link.onReach((reach) => {
    if (reach === 'there' && isOwed) void tell();
  });
  return () => {
    ending.abort();
    stopReach();
  };
}
