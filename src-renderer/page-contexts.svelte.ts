import { setLocale } from './messages/locale-context.ts';
import { chooseLocale, type Locale } from './messages/locale.ts';
import type { ActionFailures } from './phone/action-failures.svelte.ts';
import { setPhone } from './phone/phone-context.ts';
import type { PhoneMirror } from './phone/phone-mirror.svelte.ts';
import { setTicker, Ticker } from './widgets/ticker.svelte.ts';

/** Gives the components of a page what all of them need: time, the phone, and the language that the settings want. */
export function provideContexts(
  mirror: () => PhoneMirror,
  failures: () => ActionFailures,
): { readonly locale: Locale } {
  const locale = $derived(chooseLocale(mirror().state?.settings.language ?? 'system', navigator.languages));
  setTicker(new Ticker(Date.now));
  setPhone({
    get commands() {
      return mirror().commands;
    },
    get failures() {
      return failures();
    },
  });
  setLocale({
    get current() {
      return locale;
    },
  });
  $effect(() => {
    document.documentElement.lang = locale.tag;
  });
  return {
    get locale() {
      return locale;
    },
  };
}
