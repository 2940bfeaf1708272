import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { phoneWindowOn } from '../support/phone-window.ts';
import { howWellHeard } from '../support/speech.ts';
import { setUpTwoDesks, type Desk, type TwoDesks } from '../support/two-desks.ts';

/** Another sentence reaches 0.5 at most. */
const heardWell = 0.75;
const attempts = 6;

let desks: TwoDesks;
beforeAll(async () => {
  desks = await setUpTwoDesks();
});
afterAll(() => desks.stop());

/** Notes every name that the cards of `page` have from now on; returns the way to read them. */
async function watchCards(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const names = new Set<string>();
    const note = (): void => {
      for (const card of document.querySelectorAll('[data-call-id]')) names.add(card.getAttribute('aria-label') ?? '');
    };
    note();
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
    Object.assign(globalThis, { cardNames: names });
  });
  return () => page.evaluate(() => [...(globalThis as unknown as { cardNames: Set<string> }).cardNames]);
}

async function expectToHear(listener: Desk, speaker: Desk): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const ear = await desks.sound.listen(listener.account.user);
    await speaker.say(2);
    const { correlation } = howWellHeard(speaker.speech.samples, await ear.stop());
    if (correlation > heardWell) return;
    if (attempt === attempts) expect(correlation).toBeGreaterThan(heardWell);
  }
}

test('a window that crashes in mid-call is opened again, and the far side noticed nothing but silence', async () => {
  await desks.connect();
  await desks.untilHeard(desks.ben, desks.ada);
  const cardsOfAda = await watchCards(desks.ada.window.page);

  const crashing = desks.ben.window.page;
  const crashed = crashing.waitForEvent('crash');
  const session = await crashing.context().newCDPSession(crashing);
  // What crashes does not answer.
  session.send('Page.crash').catch(() => undefined);
  await crashed;
  await desks.ada.say(2);

  const page = await crashing.context().newPage();
  await page.goto(new URL('/', desks.ben.phone.url).href);
  const reopened = phoneWindowOn(page);
  await reopened.card('In call').waitFor();
  await expectToHear(desks.ben, desks.ada);
  await expectToHear(desks.ada, desks.ben);
  expect(await cardsOfAda()).toEqual([expect.stringMatching(/^In call/u)]);

  await reopened.button('End').click();
  await desks.ada.window.card('Ended by them').waitFor();
});
