import { expect, test } from 'vitest';
import { PhoneStore } from '../../../../src-main/session/phone-store.ts';
import { samplePhone } from '../../../support/sample-states.ts';

test('the latest offer to the dial box counts, and is taken once', () => {
  const store = new PhoneStore(samplePhone());
  store.offerNumber('+1408');
  const first = store.state.dialOffer!;
  store.offerNumber('+1409');
  const second = store.state.dialOffer!;
  expect([first.text, second.text]).toEqual(['+1408', '+1409']);
  store.takeOffer(first.id);
  expect(store.state.dialOffer).toEqual(second);
  store.takeOffer(second.id);
  expect(store.state).toEqual(samplePhone());
});

test('what the desktop tells changes nothing where there is none', () => {
  const store = new PhoneStore(samplePhone());
  store.updateDesktop({ microphone: 'denied' });
  expect(store.state).toEqual(samplePhone());
  store.update({ desktop: { platform: 'linux', microphone: 'allowed', takenShortcuts: [] } });
  store.updateDesktop({ microphone: 'denied' });
  expect(store.state.desktop).toEqual({ platform: 'linux', microphone: 'denied', takenShortcuts: [] });
});
