import { BrowserWindow } from 'electron';
import { pageUrl } from './app-pages.ts';

/** Opens the main window on the phone's page. `preload` is the path of the bundled preload. */
export async function openMainWindow(preload: string): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 400,
    height: 680,
    minWidth: 320,
    minHeight: 96,
    title: 'Byway',
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  await window.loadURL(pageUrl);
  return window;
}
