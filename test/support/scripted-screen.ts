import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { buildRenderer } from './built-renderer.ts';
import { samplePhone } from './sample-states.ts';
import { startScriptedPhoneHost, type ScriptedPhoneHost } from './scripted-phone-host.ts';

/** The page of a scripted phone in a real browser, one for each test. */
export interface ScriptedScreen {
  /** Where the built page is. */
  readonly renderer: { readonly directory: string };
  readonly host: ScriptedPhoneHost;
  readonly page: Page;
  /** What the browser complained about. */
  readonly complaints: readonly string[];
  /** Opens the page on `state` in a window of its own. */
  readonly open: (state: PhoneState, options?: BrowserContextOptions, inBrowser?: Browser) => Promise<void>;
  /**
   * Opens the page on `state` and waits for `text` in it without a touch. To the browser each look of the driver at a
   * page is a touch of the person, which lets it play; this way of looking is none.
   */
  readonly openUntouched: (state: PhoneState, text: string) => Promise<void>;
  readonly launch: (...args: string[]) => Promise<Browser>;
  /** The card whose accessible name is such. */
  readonly card: (state: RegExp) => Locator;
  readonly button: (name: string, within?: Page | Locator) => Locator;
}

/** Sets up a screen for the tests of a file. */
export function useScriptedScreen(): ScriptedScreen {
  let renderer: Awaited<ReturnType<typeof buildRenderer>> | undefined;
  let browser: Browser | undefined;
  let host: ScriptedPhoneHost;
  let page: Page;
  let complaints: string[];

  const launch = (...args: string[]): Promise<Browser> => {
    const common = ['--no-sandbox', '--disable-background-networking', '--no-first-run', '--disable-sync'];
    return chromium.launch({ executablePath: '/usr/bin/chromium', args: [...common, ...args] });
  };

  const visit = async (state: PhoneState, options: BrowserContextOptions, inBrowser: Browser): Promise<void> => {
    host.show(state);
    const context = await inBrowser.newContext({ viewport: { width: 400, height: 680 }, ...options });
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(host.url);
  };

  beforeAll(async () => {
    renderer = await buildRenderer();
    browser = await launch('--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream');
  });
  afterAll(async () => {
    await browser?.close();
    await renderer?.remove();
  });
  beforeEach(async () => {
    host = await startScriptedPhoneHost(renderer!.directory, samplePhone());
  });
  afterEach(async () => {
    await page.context().close();
    await host.stop();
  });

  return {
    get renderer() {
      return renderer!;
    },
    get host() {
      return host;
    },
    get page() {
      return page;
    },
    get complaints() {
      return complaints;
    },
    async open(state, options = {}, inBrowser = browser!) {
      await visit(state, options, inBrowser);
      await page.locator('main').waitFor();
    },
    async openUntouched(state, text) {
      await visit(state, {}, browser!);
      const session = await page.context().newCDPSession(page);
      const expression = `document.body.innerText.includes(${JSON.stringify(text)})`;
      const look = (): Promise<{ result: { value?: unknown } }> =>
        session.send('Runtime.evaluate', { expression, userGesture: false });
      await expect.poll(async () => (await look()).result.value, { timeout: 30_000 }).toBe(true);
    },
    launch,
    card: (state) => page.getByRole('list', { name: 'Calls', exact: true }).getByRole('listitem', { name: state }),
    button: (name, within = page) => within.getByRole('button', { name, exact: true }),
  };
}
