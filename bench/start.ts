import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '../test/support/phone-window.ts';
import { startReadyProcess } from '../test/support/ready-process.ts';
import { figure, type Figures } from './figures.ts';

const rounds = 7;

/** `npm start` on an installed and built tree, until the ready line and until the window can be used, ms. */
export async function start(): Promise<Figures> {
  const ready: number[] = [];
  const usable: number[] = [];
  const browser = await launchChromium();
  try {
    for (let round = 0; round < rounds; round++) {
      const directory = await mkdtemp(join(tmpdir(), 'byway-start-'));
      const began = performance.now();
      const phone = await startReadyProcess('scripts/start.mjs', [
        '--json',
        '--browser',
        '--demo',
        '--data-dir',
        directory,
      ]);
      ready.push(performance.now() - began);
      const page = await browser.newPage();
      await page.goto(String(phone.ready['url']));
      await page.getByRole('textbox', { name: 'Name or number' }).waitFor();
      usable.push(performance.now() - began);
      await page.close();
      await phone.stop();
      await rm(directory, { recursive: true, force: true });
    }
  } finally {
    await browser.close();
  }
  return { readyLineMs: figure(ready), windowUsableMs: figure(usable) };
}
