import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { FakeDesktop } from './fake-desktop.ts';
import { FakeEvent } from './fake-event.ts';
import type { FakeMenu } from './fake-menu.ts';
import type { FakeWindow } from './fake-window.ts';

type Parts =
  | 'whenReady'
  | 'isReady'
  | 'isPackaged'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'setToastActivatorCLSID'
  | 'getPath'
  | 'setPath'
  | 'getAppPath'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
  | 'setBadgeCount'
  | 'setUserTasks'
  | 'setAsDefaultProtocolClient'
  | 'removeAsDefaultProtocolClient'
  | 'getPreferredSystemLanguages';

/**
 * Electron's `app`. It becomes ready when a test says so, refuses what may not be before or after that, and quits as
 * Electron does: `before-quit`, then `close` of every window, then `will-quit`, each of which can stop it.
 */
export class FakeApp extends EventEmitter implements Pick<Electron.App, Parts> {
  readonly isPackaged = true;
  /** What was done, in order. */
  readonly journal: string[] = [];
  /** On macOS only. */
  readonly dock: Record<keyof Pick<Electron.Dock, 'setMenu'>, (menu: FakeMenu) => void> | undefined;
  dockMenu: FakeMenu | undefined;
  /** The windows of this program that are open. */
  readonly windows = new Set<FakeWindow>();
  exitCode: number | undefined;
  readonly #desktop: FakeDesktop;
  readonly #ready = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<number>();
  readonly #paths = new Map<string, string>();
  #isReady = false;
  #isQuitting = false;

  constructor(desktop: FakeDesktop, { hasDock }: { hasDock: boolean }) {
    super();
    this.#desktop = desktop;
    const dock = { setMenu: (menu: FakeMenu) => void (this.dockMenu = menu) };
    this.dock = hasDock ? dock : undefined;
  }

  /** Resolves with the exit code when the program is gone. */
  get exited(): Promise<number> {
    return this.#exited.promise;
  }

  /** Electron has started: what may only be done before is over. */
  becomeReady(): void {
    this.#isReady = true;
    this.journal.push('ready');
    this.#ready.resolve();
    this.emit('ready');
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  /** Throws as Electron does for what needs a started application. */
  needsReady(what: string): void {
    if (!this.#isReady) throw new Error(`${what} cannot be used before app is ready`);
  }

  beforeReady(what: string): void {
    if (this.#isReady) throw new Error(`${what} must be called before app is ready`);
    this.journal.push(what);
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    if (event === 'open-url') this.journal.push(`listen ${event}`);
    return super.on(event, listener as (...args: unknown[]) => void);
  }

  enableSandbox(): void {
    this.beforeReady('enableSandbox');
  }

  setAppUserModelId(id: string): void {
    this.journal.push(`setAppUserModelId ${id}`);
  }

  setToastActivatorCLSID(id: string): void {
    this.journal.push(`setToastActivatorCLSID ${id}`);
  }

  getAppPath(): string {
    return '/opt/byway/resources/app.asar';
  }

  getPath(name: Parameters<Electron.App['getPath']>[0]): string {
    return this.#paths.get(name) ?? `/nowhere/${name}`;
  }

  setPath(name: string, path: string): void {
    this.journal.push(`setPath ${name}`);
    this.#paths.set(name, path);
  }

  /** The lock is one of the data directory: a later start hands over what it was given, as a copy, and gets none. */
  requestSingleInstanceLock(data?: Record<string, unknown>): boolean {
    this.journal.push('requestSingleInstanceLock');
    const directory = this.getPath('userData');
    const first = this.#desktop.locks.get(directory);
    if (first === undefined) this.#desktop.locks.set(directory, this);
    else
      first.emit(
        'second-instance',
        new FakeEvent(),
        ['byway', '--original-process-start-time=1'],
        '/',
        structuredClone(data),
      );
    return first === undefined;
  }

  quit(): void {
    if (this.#isQuitting || this.exitCode !== undefined) return;
    this.#isQuitting = true;
    const isAllowed = this.#emitStoppable('before-quit') && this.#closeWindows() && this.#emitStoppable('will-quit');
    this.#isQuitting = false;
    if (isAllowed) this.exit(0);
  }

  exit(code = 0): void {
    if (this.exitCode !== undefined) return;
    this.exitCode = code;
    for (const window of [...this.windows]) window.destroy();
    if (this.#desktop.locks.get(this.getPath('userData')) === this)
      this.#desktop.locks.delete(this.getPath('userData'));
    this.emit('quit', new FakeEvent(), code);
    this.#exited.resolve(code);
  }

  setBadgeCount(count = 0): boolean {
    this.needsReady('app.setBadgeCount');
    this.#desktop.badge = count;
    return true;
  }

  setUserTasks(tasks: Electron.Task[]): boolean {
    this.#desktop.tasks = tasks;
    return true;
  }

  setLoginItemSettings(settings: Electron.Settings): void {
    this.#desktop.loginItems.push(settings);
  }

  getLoginItemSettings(): Pick<Electron.LoginItemSettings, 'wasOpenedAtLogin'> {
    return { wasOpenedAtLogin: this.#desktop.wasOpenedAtLogin };
  }

  setAsDefaultProtocolClient(scheme: string): boolean {
    this.#desktop.schemes.add(scheme);
    return true;
  }

  removeAsDefaultProtocolClient(scheme: string): boolean {
    return this.#desktop.schemes.delete(scheme);
  }

  getPreferredSystemLanguages(): string[] {
    this.needsReady('app.getPreferredSystemLanguages');
    return this.#desktop.languages;
  }

  #emitStoppable(name: string): boolean {
    const event = new FakeEvent();
    this.emit(name, event);
    return !event.defaultPrevented;
  }

  #closeWindows(): boolean {
    for (const window of [...this.windows]) {
      window.close();
      if (!window.isDestroyed()) return false;
    }
    return true;
  }
}
