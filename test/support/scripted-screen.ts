import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
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
      host.show(state);
      const context = await inBrowser.newContext({ viewport: { width: 400, height: 680 }, ...options });
      page = await context.newPage();
      complaints = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(host.url);
      await page.locator('main').waitFor();
    },
    launch,
    card: (state) => page.getByRole('list', { name: 'Calls', exact: true }).getByRole('listitem', { name: state }),
    button: (name, within = page) => within.getByRole('button', { name, exact: true }),
  };
}
