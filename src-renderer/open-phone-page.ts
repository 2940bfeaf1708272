import { mount } from 'svelte';
import App from './App.svelte';
import { createAudioDesk } from './audio/create-audio-desk.ts';
import { BrowserPage } from './browser-host/browser-page.ts';
import { takeDialLink } from './browser-host/dial-link.ts';
import { offerNumber } from './dialer/offered-number.svelte.ts';
import { HeadsetDesk } from './headset/headset-desk.ts';
import { holdAlone } from './headset/hold-alone.ts';
import type { Hid } from './headset/web-hid.ts';
import { ActionFailures } from './phone/action-failures.svelte.ts';
import { passOnSignals, type PageSources } from './phone/page-signals.ts';
import type { PhoneLink } from './phone/phone-link.ts';
import type { PhoneMirror } from './phone/phone-mirror.svelte.ts';
import { stayAwake } from './phone/stay-awake.ts';
import { SoundView } from './sound-view.svelte.ts';

declare global {
  interface Navigator {
    /** Network Information, which the DOM library does not describe. */
    readonly connection?: PageSources['connection'];
    /** WebHID, which the DOM library does not describe either. */
    readonly hid?: Hid;
  }
}

/** Shows the phone, and gives it sound, its headset and, in a browser, what only a page there does. */
export function openPhonePage(target: HTMLElement, link: PhoneLink, mirror: PhoneMirror): void {
  stayAwake(navigator.locks);
  passOnSignals({ window, document, connection: navigator.connection }, link, mirror.commands);
  const sound = new SoundView(mirror, createAudioDesk());
  const failures = new ActionFailures();
  const headset = openHeadset(mirror, failures);
  const browser = link.host === 'browser' ? openInBrowser(link, mirror, failures) : undefined;
  mount(App, { target, props: { mirror, failures, sound, headset, browser } });
}

function openHeadset(mirror: PhoneMirror, failures: ActionFailures): HeadsetDesk {
  const headset = new HeadsetDesk({
    hid: navigator.hid,
    phone: mirror.commands,
    run: (place, command) => failures.run(place, command),
  });
  mirror.commands.subscribe((state) => headset.follow(state));
  holdAlone(navigator.locks, 'byway-headset', () => headset.start());
  return headset;
}

/** What only a page in a browser does; the window of the application has its shell for it. */
function openInBrowser(link: PhoneLink, mirror: PhoneMirror, failures: ActionFailures): BrowserPage {
  const dialled = takeDialLink(window.location, window.history);
  if (dialled !== undefined) offerNumber(dialled);
  return new BrowserPage(window, {
    phone: mirror.commands,
    onReach: (listener) => link.onReach(listener),
    run: (place, command) => failures.run(place, command),
  });
}
