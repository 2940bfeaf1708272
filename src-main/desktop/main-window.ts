import { app, screen, type BrowserWindow } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import { openPageWindow } from './page-window.ts';
import { placeMainWindow, smallestWindow, type WindowState } from './window-place.ts';

export interface MainWindowOptions {
  /** Path of the bundled preload. */
  readonly preload: string;
  readonly phone: Pick<Phone, 'state'>;
  /** Where the window stays out of sight at first: at login. */
  readonly isHidden: boolean;
  readonly store: WindowStore;
}

/** How the window was left the last time. */
export interface WindowStore {
  read(): WindowState | undefined;
  /** Never throws. */
  write(state: WindowState): void;
}

/** The window of the phone. It is there as long as the phone: its page owns the sound. */
export interface MainWindow {
  readonly window: BrowserWindow;
  /** Brings it before the person. */
  show(): void;
  readonly isVisible: boolean;
  readonly isFocused: boolean;
  /** Calls `listener` when the window appears, goes out of sight, gets the focus or loses it. */
  onChange(listener: () => void): () => void;
}

/** Opens the window where it was left. Closing it hides it, unless the program quits or the person wants it gone. */
export function openMainWindow({ preload, phone, isHidden, store }: MainWindowOptions): MainWindow {
  const left = store.read();
  const window = openPageWindow('', preload, {
    ...placeMainWindow(
      left,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    ),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    autoHideMenuBar: true,
  });
  if (left?.isMaximized === true) window.once('show', () => window.maximize());
  if (!isHidden) window.once('ready-to-show', () => window.show());
  let isQuitting = false;
  app.once('before-quit', () => (isQuitting = true));
  window.on('close', (event) => {
    store.write({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
    if (isQuitting || !phone.state.settings.desktop.closeToTray) return;
    event.preventDefault();
    window.hide();
  });
  window.on('closed', () => app.quit());
  // Windows tells a window, and no other, that the person logs off.
  window.on('session-end', () => app.quit());
  reloadAfterCrash(window);
  return {
    window,
    show() {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    get isVisible() {
      return !window.isDestroyed() && window.isVisible() && !window.isMinimized();
    },
    get isFocused() {
      return !window.isDestroyed() && window.isFocused();
    },
    onChange(listener) {
      const remove = [
        listen(window, 'show', listener),
        listen(window, 'hide', listener),
        listen(window, 'minimize', listener),
        listen(window, 'restore', listener),
        listen(window, 'focus', listener),
        listen(window, 'blur', listener),
      ];
      return () => {
        for (const stop of remove) stop();
      };
    },
  };
}

/** A crashed page costs the seconds until it is open again; main keeps the calls meanwhile. One that crashes while it loads is left. */
function reloadAfterCrash({ webContents }: BrowserWindow): void {
  let isLoaded = false;
  webContents.on('did-finish-load', () => (isLoaded = true));
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || !isLoaded) return;
    isLoaded = false;
    webContents.reload();
  });
}

function listen(window: NodeJS.EventEmitter, event: string, listener: () => void): () => void {
  window.on(event, listener);
  return () => void window.off(event, listener);
}
