import type { AppUpdater } from 'electron-updater';
import type { UpdateFeed } from './updates.ts';

/** The part of electron-updater that is used. */
export type Updater = Pick<
  AppUpdater,
  | 'allowDowngrade'
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'channel'
  | 'checkForUpdates'
  | 'downloadUpdate'
  | 'logger'
  | 'quitAndInstall'
>;

/**
 * The feed over electron-updater. What was downloaded is installed when the application is quit anyway. `prepare` runs
 * before a restart: nothing may keep a window open then.
 */
export function createUpdateFeed(updater: Updater, prepare: () => void): UpdateFeed {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = true;
  updater.logger = null;
  return {
    async check(channel) {
      updater.channel = channel === 'stable' ? 'latest' : channel;
      // Setting a channel allows older versions too: who leaves beta waits for the next stable one instead.
      updater.allowDowngrade = false;
      const found = await updater.checkForUpdates();
      return found?.isUpdateAvailable === true ? found.updateInfo.version : undefined;
    },
    async download() {
      await updater.downloadUpdate();
    },
    restart() {
      prepare();
      updater.quitAndInstall(true, true);
    },
  };
}

/** Loads electron-updater, which must not happen before the application is ready. */
export async function loadUpdater(): Promise<Updater> {
  const { default: library } = await import('electron-updater');
  return library.autoUpdater;
}
