import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { UpdateChoice, UpdatesState } from '../../../../src-bridge/phone-state.ts';
import { followUpdates } from '../../../../src-main/desktop/follow-updates.ts';
import { FakeClock, until } from '../../../support/fake-clock.ts';
import { createFakePhone } from '../../../support/fake-phone.ts';

const world = vi.hoisted(() => ({
  isPackaged: true,
  windows: [] as { removed: string[]; removeAllListeners(name: string): void }[],
  quits: 0,
}));
vi.mock('electron', () => ({
  app: {
    get isPackaged() {
      return world.isPackaged;
    },
  },
  BrowserWindow: { getAllWindows: () => world.windows },
}));
vi.mock('electron-updater', () => ({
  default: {
    autoUpdater: {
      checkForUpdates: async () => ({ isUpdateAvailable: true, updateInfo: { version: '2.0.0' } }),
      downloadUpdate: async () => [],
      quitAndInstall: () => void world.quits++,
    },
  },
}));
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let resources: string;
beforeEach(async () => {
  resources = await mkdtemp(join(tmpdir(), 'byway-resources-'));
  await writeFile(join(resources, 'app-update.yml'), '');
  vi.stubGlobal('process', {
    ...process,
    platform: 'linux',
    resourcesPath: resources,
    execPath: '/opt/byway',
    env: { ...process.env, APPIMAGE: '/opt/Byway.AppImage' },
  });
  world.isPackaged = true;
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await rm(resources, { recursive: true });
});

function follow(): {
  seen: UpdatesState[];
  choose: (choice: UpdateChoice) => void;
  clock: FakeClock;
  stop: () => void;
} {
  const phone = createFakePhone();
  const clock = new FakeClock();
  const seen: UpdatesState[] = [];
  let settle: (choice: UpdateChoice) => void = () => undefined;
  const updated = {
    state: phone.state,
    subscribe: (listener: Parameters<typeof phone.subscribe>[0]) => phone.subscribe(listener),
    attachUpdates(given: (choice: UpdateChoice) => void) {
      settle = given;
      return (state: UpdatesState) => void seen.push(state);
    },
  };
  const stop = followUpdates(updated, { clock, log });
  return { seen, choose: (choice) => settle(choice), clock, stop };
}

test('an installed Byway finds a new version, and lets every window close before it restarts', async () => {
  const removed: string[] = [];
  world.windows = [{ removed, removeAllListeners: (name) => void removed.push(name) }];
  const { seen, choose, clock, stop } = follow();
  await until('the version is known', () => seen.length > 1);
  choose('download');
  await until('the version is ready', () => seen.at(-1)?.kind === 'ready');
  choose('restart');
  expect([removed, world.quits]).toEqual([['close'], 1]);
  stop();
  expect(clock.pending).toBe(0);
});

test('a Byway that runs from its sources looks for nothing', async () => {
  world.isPackaged = false;
  const { seen, clock, stop } = follow();
  await until('nothing is left to do', () => clock.pending === 0);
  stop();
  expect(seen).toEqual([]);
});

test('one that is stopped at once never begins', async () => {
  const { seen, clock, stop } = follow();
  stop();
  await clock.advance(0);
  expect([seen, clock.pending]).toEqual([[], 0]);
});
