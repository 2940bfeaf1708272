import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import { FakeNet } from '../fake-net.ts';
import { FakeApp } from './fake-app.ts';
import { FakeDesktop } from './fake-desktop.ts';
import { FakeMenu } from './fake-menu.ts';
import { FakeNotification } from './fake-notification.ts';
import { FakeIpcMain, MessageChannelMain } from './fake-ports.ts';
import { FakeSession } from './fake-session.ts';
import { createFakeUtilityProcess } from './fake-utility-process.ts';
import { FakeTray, type FakeImage } from './fake-tray.ts';
import { FakeWindow } from './fake-window.ts';

export interface FakeElectronOptions {
  /** The computer on which it runs; another one may run there already. */
  readonly desktop?: FakeDesktop;
  readonly hasDock?: boolean;
  readonly net?: Pick<typeof Electron.net, 'request'>;
  /** Called when the session is to close its connections. */
  readonly onCloseConnections?: () => void;
}

export type FakeElectron = ReturnType<typeof createFakeElectron>;

/**
 * Electron as our shell uses it, where the binary is not there: `module` stands in for the package. Every part is typed
 * by `electron.d.ts`, so that a change there fails to compile, keeps Electron's order, and refuses what it refuses.
 */
export function createFakeElectron(options: FakeElectronOptions = {}) {
  const desktop = options.desktop ?? new FakeDesktop();
  const app = new FakeApp(desktop, { hasDock: options.hasDock ?? false });
  const ipcMain = new FakeIpcMain();
  const net = options.net ?? new FakeNet();
  const powerMonitor = new EventEmitter();
  let lastBlocker = 0;

  class BrowserWindow extends FakeWindow {
    constructor(given: Electron.BrowserWindowConstructorOptions = {}) {
      app.needsReady('BrowserWindow');
      super(desktop, given);
      app.windows.add(this);
      app.emit('web-contents-created', {}, this.webContents);
      this.on('focus', () => app.emit('browser-window-focus', {}, this));
      this.once('closed', () => {
        app.windows.delete(this);
        if (app.windows.size > 0) return;
        if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
        else app.quit();
      });
    }
  }

  class Tray extends FakeTray {
    constructor(image: FakeImage) {
      app.needsReady('Tray');
      super(desktop, image);
    }
  }

  class Notification extends FakeNotification {
    /** What hears of every activation on Windows, in addition to the notification itself. */
    static activated: ((details: Electron.ActivationArguments) => void) | undefined;

    constructor(given: Electron.NotificationConstructorOptions = {}) {
      app.needsReady('Notification');
      super(desktop, given);
    }

    static isSupported(): boolean {
      return true;
    }

    static handleActivation(callback: (details: Electron.ActivationArguments) => void): void {
      Notification.activated = callback;
    }
  }

  const screen = {
    getAllDisplays: () => desktop.workAreas.map((workArea) => ({ workArea }) as Electron.Display),
    getCursorScreenPoint: () => desktop.pointer,
    getDisplayNearestPoint: ({ x }: Electron.Point) => {
      const areas = desktop.workAreas;
      return { workArea: areas.find((area) => x >= area.x && x < area.x + area.width) ?? areas[0] } as Electron.Display;
    },
  } satisfies Pick<Electron.Screen, 'getAllDisplays' | 'getCursorScreenPoint' | 'getDisplayNearestPoint'>;

  const globalShortcut = {
    register(accelerator, callback) {
      app.needsReady('globalShortcut');
      if (desktop.takenShortcuts.has(accelerator)) return false;
      desktop.shortcuts.set(accelerator, callback);
      return true;
    },
    unregister: (accelerator) => void desktop.shortcuts.delete(accelerator),
  } satisfies Pick<Electron.GlobalShortcut, 'register' | 'unregister'>;

  const powerSaveBlocker = {
    start(type) {
      desktop.blockers.set(++lastBlocker, type);
      return lastBlocker;
    },
    stop: (id) => desktop.blockers.delete(id),
  } satisfies Pick<Electron.PowerSaveBlocker, 'start' | 'stop'>;

  const nativeImage = {
    createFromPath: (path: string) => ({ path }) as unknown as Electron.NativeImage,
  } satisfies Pick<typeof Electron.nativeImage, 'createFromPath'>;

  const nativeTheme = { shouldUseDarkColors: false } satisfies Pick<Electron.NativeTheme, 'shouldUseDarkColors'>;

  const clipboard = {
    readText: async () => desktop.clipboard,
  } satisfies Pick<Electron.Clipboard, 'readText'>;

  const systemPreferences = {
    getAnimationSettings: () => ({ prefersReducedMotion: desktop.prefersReducedMotion }) as Electron.AnimationSettings,
    getMediaAccessStatus: () => desktop.microphone,
    async askForMediaAccess() {
      if (desktop.microphone === 'not-determined') desktop.microphone = desktop.microphoneAnswer ? 'granted' : 'denied';
      return desktop.microphone === 'granted';
    },
  } satisfies Pick<Electron.SystemPreferences, 'getAnimationSettings' | 'getMediaAccessStatus' | 'askForMediaAccess'>;

  const shell = {
    openExternal: async (url) => void desktop.opened.push(url),
  } satisfies Pick<Electron.Shell, 'openExternal'>;

  const dialog = {
    showErrorBox: (_title, content) => void desktop.errors.push(content),
  } satisfies Pick<Electron.Dialog, 'showErrorBox'>;

  const protocol = {
    schemes: [] as Electron.CustomScheme[],
    registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
      app.beforeReady('registerSchemesAsPrivileged');
      protocol.schemes.push(...schemes);
    },
  } satisfies Pick<typeof Electron.protocol, 'registerSchemesAsPrivileged'> & { schemes: Electron.CustomScheme[] };

  const ours = new FakeSession(() => options.onCloseConnections?.());
  // The default session is made before anybody hears that the application is ready.
  app.prependOnceListener('ready', () => app.emit('session-created', ours));
  const session = {
    get defaultSession(): Electron.Session {
      app.needsReady('session.defaultSession');
      return ours as unknown as Electron.Session;
    },
  } satisfies Pick<typeof Electron.session, 'defaultSession'>;

  const module = {
    app,
    BrowserWindow,
    clipboard,
    dialog,
    globalShortcut,
    ipcMain,
    Menu: FakeMenu,
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
    utilityProcess: createFakeUtilityProcess((what) => app.needsReady(what)),
  } satisfies Partial<Record<keyof typeof Electron, unknown>>;
  return { desktop, app, ipcMain, powerMonitor, Notification, session: ours, module };
}
