import { mount } from 'svelte';
import type { PhoneMirror } from './phone/phone-mirror.svelte.ts';
import SideApp from './SideApp.svelte';

/** Shows the calls that ring, or the strip of a call. It has no sound: that is the phone page's alone. */
export function openSidePage(target: HTMLElement, mirror: PhoneMirror, page: 'ring' | 'strip'): void {
  mount(SideApp, { target, props: { mirror, page } });
}
