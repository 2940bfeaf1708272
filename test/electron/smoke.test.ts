import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const binary = process.env['BYWAY_ELECTRON'];
const echo = '+12025550100';

/** `npm run test:electron` names the binary; without it this file proves nothing and says so. */
describe.skipIf(binary === undefined)('Byway in Electron', () => {
  let directory: string;
  let phone: ElectronApplication;
  let page: Page;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'byway-electron-'));
    phone = await _electron.launch({
      executablePath: binary!,
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--use-fake-device-for-media-stream',
        root,
        '--demo',
        '--data-dir',
        directory,
      ],
    });
    page = await phone.firstWindow();
    await page.getByRole('textbox', { name: 'Name or number' }).waitFor();
  });
  afterAll(async () => {
    await phone.close();
    await rm(directory, { recursive: true, force: true });
  });

  test('shows the page of the phone, isolated and without Node', async () => {
    expect(page.url()).toBe('app://byway/index.html');
    expect(
      await page.evaluate(() => ({ isIsolated: crossOriginIsolated, node: typeof Reflect.get(window, 'require') })),
    ).toEqual({
      isIsolated: true,
      node: 'undefined',
    });
  });

  test('opens no window and goes nowhere else', async () => {
    expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true);
    await page.evaluate(() => window.location.assign('https://example.com/'));
    await page.getByRole('textbox', { name: 'Name or number' }).waitFor();
    expect(page.url()).toBe('app://byway/index.html');
  });

  test('gives a page the microphone, and neither the camera nor the screen', async () => {
    const asked = await page.evaluate(async () => {
      const isGiven = (asking: Promise<MediaStream>): Promise<boolean> => asking.then(() => true).catch(() => false);
      return {
        microphone: await isGiven(navigator.mediaDevices.getUserMedia({ audio: true })),
        camera: await isGiven(navigator.mediaDevices.getUserMedia({ video: true })),
        screen: await isGiven(navigator.mediaDevices.getDisplayMedia()),
      };
    });
    expect(asked).toEqual({ microphone: true, camera: false, screen: false });
  });

  test('has its pictures for the tray', async () => {
    const isThere = await phone.evaluate(
      ({ nativeImage, app }) => !nativeImage.createFromPath(`${app.getAppPath()}/assets/tray/idle.png`).isEmpty(),
    );
    expect(isThere).toBe(true);
  });

  test('calls the echo service and hangs up', async () => {
    await page.getByRole('textbox', { name: 'Name or number' }).fill(echo);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    const card = page.getByRole('list', { name: 'Calls', exact: true }).getByRole('listitem', { name: /^In call/u });
    await card.waitFor();
    await card.getByRole('button', { name: 'End', exact: true }).click();
    await card.waitFor({ state: 'detached' });
  });
});
