import type { Page } from 'playwright-core';

/** The class names of what would have to be scrolled sideways; text fields scroll by nature. */
export function wideElements(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('*:not(input)')]
      .filter((element) => element.scrollWidth > element.clientWidth && element.clientWidth > 1)
      .filter((element) => !['visible', 'hidden'].includes(getComputedStyle(element).overflowX))
      .map((element) => element.className),
  );
}
