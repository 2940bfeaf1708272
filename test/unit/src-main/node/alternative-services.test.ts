import { expect, test } from 'vitest';
import { AlternativeServices, readAltSvc } from '../../../../src-main/node/alternative-services.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const origin = 'https://provider.example';
const here = { host: 'provider.example', port: 8443 };

test.each([
  ['h3=":8443"; ma=3600', { port: 8443, lifeS: 3600 }],
  ['h3=":8443"', { port: 8443, lifeS: 86_400 }],
  [
    'h2="old.example:443"; ma=60, h3="alt.example:443"; persist=1; ma=60',
    { host: 'alt.example', port: 443, lifeS: 60 },
  ],
  ['h3="[::1]:443"', { host: '::1', port: 443, lifeS: 86_400 }],
  ['clear', undefined],
  ['h3-29=":8443"', undefined],
  ['h3=":99999"', undefined],
  ['h3="8443"', undefined],
])('%s is read', (field, offer) => {
  expect(readAltSvc(field)).toEqual(offer);
});

test('an offer ends with its life, and when the origin takes it back', async () => {
  const clock = new FakeClock();
  const alternatives = new AlternativeServices(clock);
  alternatives.learn(origin, 'h3=":8443"; ma=60');
  alternatives.learn(origin, null);
  await clock.advance(59_999);
  expect(alternatives.of(origin)).toEqual(here);
  await clock.advance(1);
  expect(alternatives.of(origin)).toBeUndefined();
  alternatives.learn(origin, 'h3=":8443"; ma=60');
  alternatives.learn(origin, 'clear');
  expect(alternatives.of(origin)).toBeUndefined();
});

test('what is broken is left alone for longer each time, until it works again', async () => {
  const clock = new FakeClock();
  const alternatives = new AlternativeServices(clock);
  alternatives.learn(origin, 'h3=":8443"');
  for (const lengthMs of [30_000, 60_000, 120_000]) {
    alternatives.markBroken(origin);
    await clock.advance(lengthMs - 1);
    expect(alternatives.of(origin)).toBeUndefined();
    await clock.advance(1);
    expect(alternatives.of(origin)).toEqual(here);
  }
  alternatives.markWorking(origin);
  alternatives.markBroken(origin);
  await clock.advance(30_000);
  expect(alternatives.of(origin)).toEqual(here);
});
