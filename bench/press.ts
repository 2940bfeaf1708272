import type { Page } from 'playwright-core';

/** Presses the button called `name` in the page and returns when, in ms since the epoch. */
export function press(page: Page, name: string): Promise<number> {
  return page.evaluate((wanted) => {
    const button = [...document.querySelectorAll('button')].find(
      (candidate) => candidate.textContent.trim() === wanted,
    );
    if (button === undefined) throw new Error(`no button ${wanted}`);
    const at = performance.timeOrigin + performance.now();
    button.click();
    return at;
  }, name);
}
