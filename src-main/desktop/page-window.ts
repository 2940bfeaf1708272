import { BrowserWindow, nativeTheme, type BrowserWindowConstructorOptions } from 'electron';
import { pageUrl } from './app-pages.ts';

/** A page of ours: the phone itself, the window of calls that ring, and the strip of a call. */
export type PageRoute = '' | 'ring' | 'strip';

/** Makes a window for a page of ours, which is not shown yet. `preload` is the path of the bundled preload. */
export function openPageWindow(
  route: PageRoute,
  preload: string,
  options: BrowserWindowConstructorOptions,
): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Byway',
    show: false,
    // What is seen until the page is drawn: its own canvas (styles/theme.css).
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0e1312' : '#f3f5f3',
    ...options,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      backgroundThrottling: false,
    },
  });
  // A window that is closed while it loads rejects; there is nobody left to tell.
  window.loadURL(route === '' ? pageUrl : `${pageUrl}#${route}`).catch(() => undefined);
  return window;
}

/** What the windows on top of all others have in common: they show themselves without ever taking the keyboard. */
export const onTopOptions = {
  frame: false,
  resizable: false,
  minimizable: false,
  maximizable: false,
  fullscreenable: false,
  alwaysOnTop: true,
  skipTaskbar: true,
  focusable: false,
  acceptFirstMouse: true,
} as const satisfies BrowserWindowConstructorOptions;

/** Keeps a window above full-screen programs and on every workspace. */
export function keepOnTop(window: BrowserWindow): void {
  window.setAlwaysOnTop(true, 'screen-saver');
  // Without the last option macOS would take the program out of the dock and put it back.
  window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
}
