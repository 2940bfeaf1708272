import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { phoneWindowOn } from '../support/phone-window.ts';
import { loudness } from '../support/speech.ts';
import { setUpTwoDesks, type Desk, type TwoDesks } from '../support/two-desks.ts';

const isAudible = 0.005;

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

/** How loud it is at `listener` while `speaker` talks. */
async function heardFrom(listener: Desk, speaker: Desk): Promise<number> {
  const ear = await desks.sound.listen(listener.account.user);
  await speaker.say(1);
  return loudness(await ear.stop());
}

const untilHears = (listener: Desk, speaker: Desk): Promise<void> =>
  expect.poll(() => heardFrom(listener, speaker), { timeout: 60_000 }).toBeGreaterThan(isAudible);

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
  await desks.ada.say(1);

  const page = await crashing.context().newPage();
  await page.goto(new URL('/', desks.ben.phone.url).href);
  const reopened = phoneWindowOn(page);
  await reopened.card('In call').waitFor();
  await untilHears(desks.ben, desks.ada);
  await untilHears(desks.ada, desks.ben);
  expect(await cardsOfAda()).toEqual([expect.stringMatching(/^In call/u)]);

  await reopened.button('End').click();
  await desks.ada.window.card('Ended by them').waitFor();
});
