import type { Page } from 'playwright-core';
import { figure, type Figures } from './figures.ts';
import { press } from './press.ts';
import { setUpTwoDesks } from '../test/support/two-desks.ts';

const rounds = 20;
/** Nobody answers sooner than this. */
const beforeAnswerMs = 1000;

/** Resolves with the time, ms since the epoch, at which a card with a button called `name` was drawn. */
function whenDrawn(page: Page, name: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const isThere = [...document.querySelectorAll('button')].some(
            (button) => button.textContent.trim() === wanted,
          );
          if (!isThere) return;
          watcher.disconnect();
          resolve(performance.timeOrigin + performance.now());
        };
        const watcher = new MutationObserver(look);
        watcher.observe(document.body, { childList: true, subtree: true });
        look();
      }),
    name,
  );
}

/** Call pressed to the far side's card drawn, and Answer pressed to the first sample played there, ms. */
export async function callSetup(): Promise<Figures> {
  const desks = await setUpTwoDesks();
  const cardVisible: number[] = [];
  const firstAudio: number[] = [];
  try {
    const { ada, ben } = desks;
    for (let round = 0; round < rounds; round++) {
      await ada.window.page.getByRole('textbox', { name: 'Name or number' }).fill(ben.account.numbers[0] ?? '');
      const drawn = whenDrawn(ben.window.page, 'Answer');
      const pressed = await press(ada.window.page, 'Call');
      cardVisible.push((await drawn) - pressed);
      await ben.window.page.waitForTimeout(beforeAnswerMs);
      const answered = await press(ben.window.page, 'Answer');
      await ben.window.card('In call').waitFor();
      await desks.untilHeard(ben, ada, 1);
      firstAudio.push((await ben.window.firstPlayedAt()) - answered);
      await desks.clear();
    }
  } finally {
    await desks.stop();
  }
  return { farCardVisibleMs: figure(cardVisible), firstAudioAfterAnswerMs: figure(firstAudio) };
}
