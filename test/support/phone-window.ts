import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';

const chromiumArguments = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-sync',
  '--no-first-run',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

/** Chromium with sound; `environment` names the microphone and the speaker, `args` adds to its command line. */
export function launchChromium(
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    ignoreDefaultArgs: ['--mute-audio'],
    env: { ...(process.env as Record<string, string>), ...environment },
    args: [...chromiumArguments, ...args],
  });
}

/** The window of a phone, with the controls of UI.md by role and name. */
export interface PhoneWindow {
  readonly page: Page;
  /** The card of the only call whose accessible name begins with `state`. */
  card(state: string | RegExp): Locator;
  button(name: string): Locator;
  /** Types a destination and calls it. */
  dial(destination: string): Promise<void>;
  /** A figure of the only active call, by its name in `AudioFigures`. Opens the figures where they are closed. */
  figure(name: string): Promise<number>;
  /** When the first sample of the only active call reached the speaker, ms since the epoch. */
  firstPlayedAt(): Promise<number>;
  /** Ends every call that is in progress here. */
  endCalls(): Promise<void>;
  /** Resolves when the cards of ended calls have left. */
  untilNoCards(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a phone in a new window of `browser` and waits until it draws its state. `prepare` runs in the page before
 * any script of the phone.
 */
export async function openPhoneWindow(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  prepare?: () => void,
): Promise<PhoneWindow> {
  const context = await browser.newContext({
    viewport: { width: 400, height: 680 },
    permissions: ['microphone'],
    ...options,
  });
  const page = await context.newPage();
  if (prepare !== undefined) await page.addInitScript(prepare);
  await page.goto(url);
  await page.getByRole('status').first().waitFor();
  return phoneWindowOn(page);
}

/** The window of the phone that `page` shows. */
export function phoneWindowOn(page: Page): PhoneWindow {
  const calls = page.getByRole('list', { name: 'Calls' });
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  return {
    page,
    card: (state) =>
      calls.getByRole('listitem', { name: typeof state === 'string' ? new RegExp(`^${state}`, 'u') : state }),
    button,
    async dial(destination) {
      await page.getByRole('textbox', { name: 'Name or number' }).fill(destination);
      await page.getByRole('button', { name: 'Call', exact: true }).click();
    },
    async figure(name) {
      const value = page.locator(`[data-figure="${name}"]`);
      if ((await value.count()) === 0) await button('Call quality').click();
      return Number((await value.textContent())?.replaceAll(/[^0-9.-]/gu, ''));
    },
    async firstPlayedAt() {
      const card = page.locator('[data-first-played-at]');
      await card.waitFor();
      const sinceStart = Number(await card.getAttribute('data-first-played-at'));
      return sinceStart + (await page.evaluate(() => performance.timeOrigin));
    },
    async endCalls() {
      const end = calls.getByRole('button', { name: /^(?:End|Cancel|Decline)$/u });
      while ((await end.count()) > 0) {
        await end
          .first()
          .click({ timeout: 1000 })
          .catch(() => undefined);
      }
    },
    async untilNoCards() {
      const dismiss = calls.getByRole('button', { name: 'Dismiss' });
      while ((await calls.getByRole('listitem').count()) > 0) {
        await dismiss
          .first()
          .click({ timeout: 1000 })
          .catch(() => undefined);
      }
    },
    async close() {
      await page.context().close();
    },
  };
}
