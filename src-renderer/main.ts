import { mount } from 'svelte';
import App from './App.svelte';
import { createAudioDesk } from './audio/create-audio-desk.ts';
import { connectPhone } from './phone/connect-phone.ts';
import { PhoneMirror } from './phone/phone-mirror.svelte.ts';
import { SoundView } from './sound-view.svelte.ts';
import './styles/theme.css';
import './styles/base.css';

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element "page"');

const mirror = new PhoneMirror(connectPhone(window));
const sound = new SoundView(mirror, createAudioDesk());
mount(App, { target: page, props: { mirror, sound } });
