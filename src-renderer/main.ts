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
import { connectPhone } from './phone/connect-phone.ts';
import { passOnSignals, type PageSources } from './phone/page-signals.ts';
import { PhoneMirror } from './phone/phone-mirror.svelte.ts';
import { stayAwake } from './phone/stay-awake.ts';
import { SoundView } from './sound-view.svelte.ts';
import './styles/theme.css';
import './styles/base.css';

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element "page"');

declare global {
  interface Navigator {
    /** Network Information, which the DOM library does not describe. */
    readonly connection?: PageSources['connection'];
    /** WebHID, which the DOM library does not describe either. */
    readonly hid?: Hid;
  }
}

const link = connectPhone(window);
const mirror = new PhoneMirror(link);
stayAwake(navigator.locks);
passOnSignals({ window, document, connection: navigator.connection }, link, mirror.commands);
const sound = new SoundView(mirror, createAudioDesk());
const failures = new ActionFailures();
const headset = new HeadsetDesk({
  hid: navigator.hid,
  phone: mirror.commands,
  run: (place, command) => failures.run(place, command),
});
mirror.commands.subscribe((state) => headset.follow(state));
holdAlone(navigator.locks, 'byway-headset', () => headset.start());
const browser = link.host === 'browser' ? showInBrowser() : undefined;
mount(App, { target: page, props: { mirror, failures, sound, headset, browser } });

/** What only a page in a browser does; the window of the application has its shell for it. */
function showInBrowser(): BrowserPage {
  const dialled = takeDialLink(window.location, window.history);
  if (dialled !== undefined) offerNumber(dialled);
  return new BrowserPage(window, {
    phone: mirror.commands,
    onReach: (listener) => link.onReach(listener),
    run: (place, command) => failures.run(place, command),
  });
}
