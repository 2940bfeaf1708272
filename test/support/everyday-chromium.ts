import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type BrowserContext } from 'playwright-core';

/** Chromium as people have it: a page behind another one is hidden, and its timers are slowed down. */
export interface EverydayChromium {
  readonly context: BrowserContext;
  stop(): Promise<void>;
}

/**
 * Timers of a page that has been hidden for a second run once a minute, which otherwise takes five minutes; the rest is
 * what a browser needs in a test.
 */
const chromiumArguments = [
  '--headless',
  '--no-sandbox',
  '--no-first-run',
  '--disable-sync',
  '--disable-background-networking',
  '--remote-debugging-port=0',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1',
  // The page of a new tab goes elsewhere while it loads, and who connects just then waits for it in vain.
  'about:blank',
];

/** Starts it with the sound devices that `environment` names. The automation's own browsers count every page as shown. */
export async function startEverydayChromium(environment: Readonly<Record<string, string>>): Promise<EverydayChromium> {
  const directory = await mkdtemp(join(tmpdir(), 'byway-chromium-'));
  const child = spawn('/usr/bin/chromium', [...chromiumArguments, `--user-data-dir=${directory}`], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('Chromium did not start')));
    createInterface(child.stderr).on('line', (line) => {
      const [, url] = /^DevTools listening on (ws:.+)$/u.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  const browser = await chromium.connectOverCDP(address, { noDefaults: true }).catch((error: unknown) => {
    child.kill();
    throw error;
  });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no window');
  return {
    context,
    async stop() {
      const ended = once(child, 'exit');
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.close').catch(() => undefined);
      await ended;
      await browser.close();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
