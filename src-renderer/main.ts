import { connectPhone } from './phone/connect-phone.ts';
import { PhoneMirror } from './phone/phone-mirror.svelte.ts';
import './styles/theme.css';
import './styles/base.css';

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element "page"');

const link = connectPhone(window);
const mirror = new PhoneMirror(link);
const route = window.location.hash.slice(1);
// The small windows of the desktop need neither the sound nor most of the phone, and have to be there at once.
if (route === 'ring' || route === 'strip') {
  const { openSidePage } = await import('./open-side-page.ts');
  openSidePage(page, mirror, route);
} else {
  const { openPhonePage } = await import('./open-phone-page.ts');
  openPhonePage(page, link, mirror);
}
