import { FakeNet } from './fake-net.ts';
import { createFakeElectron } from './electron/fake-electron.ts';

/**
 * Electron as a module that is started already, for tests of single parts of the shell: `vi.mock('electron', …)` answers
 * with this module.
 */
export const fakeNet = new FakeNet();
export const fakeElectron = createFakeElectron({ net: fakeNet });
export const {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
} = fakeElectron.module;
/** Windows that are open, in order. */
export const { windows } = fakeElectron.desktop;
