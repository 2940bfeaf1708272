import { app, BrowserWindow } from 'electron';
import type { Clock, Log } from '../session/ports.ts';
import { askLinkCost, askSystem } from './system-answers.ts';
import { createUpdateFeed, loadUpdater } from './update-feed.ts';
import { renewsItself } from './update-source.ts';
import { keepUpToDate, type UpdatedPhone } from './updates.ts';

/** Keeps this installation up to date where it renews itself. Must not run before the application is ready. Returns the stop. */
export function followUpdates(phone: UpdatedPhone, { clock, log }: { clock: Clock; log: Log }): () => void {
  const { platform, resourcesPath: resources, execPath: program } = process;
  let stop = (): void => undefined;
  let isStopped = false as boolean;
  const begin = async (): Promise<void> => {
    const installation = {
      isPackaged: app.isPackaged,
      platform,
      resources,
      program,
      appImage: process.env['APPIMAGE'],
    };
    if (!(await renewsItself(installation, askSystem))) return;
    const feed = createUpdateFeed(await loadUpdater(), letWindowsClose);
    const linkCost = (): ReturnType<typeof askLinkCost> => askLinkCost(platform, askSystem);
    if (!isStopped) stop = keepUpToDate({ phone, feed, linkCost, clock, log });
  };
  begin().catch((cause: unknown) => log.warn('there will be no updates', { cause }));
  return () => {
    isStopped = true;
    stop();
  };
}

/** A window that goes to the tray when it is closed would keep macOS from the restart, which closes all of them first. */
function letWindowsClose(): void {
  for (const window of BrowserWindow.getAllWindows()) window.removeAllListeners('close');
}
