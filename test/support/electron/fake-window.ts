import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { FakeDesktop } from './fake-desktop.ts';
import { FakeContents } from './fake-contents.ts';
import { FakeEvent } from './fake-event.ts';

type Parts =
  | 'loadURL'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'minimize'
  | 'restore'
  | 'maximize'
  | 'close'
  | 'destroy'
  | 'isVisible'
  | 'isMinimized'
  | 'isMaximized'
  | 'isFocused'
  | 'isDestroyed'
  | 'getNormalBounds'
  | 'setBounds'
  | 'setAlwaysOnTop'
  | 'setVisibleOnAllWorkspaces'
  | 'setOverlayIcon'
  | 'flashFrame';

/**
 * A window with the manners of Electron's: `show` takes the keyboard focus and `showInactive` does not, `close` can be
 * stopped by its listeners, `destroy` cannot and skips them, and nothing can be done with one that is destroyed.
 */
export class FakeWindow extends EventEmitter implements Pick<Electron.BrowserWindow, Parts> {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents: FakeContents;
  readonly #desktop: FakeDesktop;
  url: string | undefined;
  bounds: Electron.Rectangle;
  level: string | undefined;
  isOnEveryWorkspace = false;
  overlay: { readonly path: string; readonly text: string } | undefined;
  isFlashing = false;
  #isVisible = false;
  #isMinimized = false;
  #isMaximized = false;
  #isDestroyed = false;

  constructor(desktop: FakeDesktop, options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.#desktop = desktop;
    this.options = options;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    this.webContents = new FakeContents('about:blank');
    desktop.windows.push(this);
  }

  async loadURL(url: string): Promise<void> {
    this.#check();
    this.url = url;
    this.webContents.load(url);
    await Promise.resolve();
    if (!this.#isDestroyed) this.emit('ready-to-show');
  }

  show(): void {
    this.#appear();
    this.focus();
  }

  showInactive(): void {
    this.#appear();
  }

  hide(): void {
    this.#check();
    if (!this.#isVisible) return;
    this.#isVisible = false;
    this.#loseFocus();
    this.emit('hide');
  }

  focus(): void {
    this.#check();
    if (this.#isVisible && this.options.focusable !== false) this.#desktop.giveFocus(this);
  }

  minimize(): void {
    this.#check();
    this.#isMinimized = true;
    this.#loseFocus();
    this.emit('minimize');
  }

  restore(): void {
    this.#check();
    this.#isMinimized = false;
    this.emit('restore');
  }

  maximize(): void {
    this.#check();
    this.#isMaximized = true;
  }

  close(): void {
    this.#check();
    const event = new FakeEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#isVisible = false;
    this.#desktop.windows.splice(this.#desktop.windows.indexOf(this), 1);
    this.#loseFocus();
    this.webContents.destroy();
    this.emit('closed');
  }

  isVisible(): boolean {
    this.#check();
    return this.#isVisible;
  }

  isMinimized(): boolean {
    this.#check();
    return this.#isMinimized;
  }

  isMaximized(): boolean {
    this.#check();
    return this.#isMaximized;
  }

  isFocused(): boolean {
    this.#check();
    return this.#desktop.focusedWindow === this;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  getNormalBounds(): Electron.Rectangle {
    this.#check();
    return { ...this.bounds };
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#check();
    this.bounds = { ...this.bounds, ...bounds };
  }

  setAlwaysOnTop(isOnTop: boolean, level = 'floating'): void {
    this.#check();
    this.level = isOnTop ? level : undefined;
  }

  setVisibleOnAllWorkspaces(isVisible: boolean): void {
    this.#check();
    this.isOnEveryWorkspace = isVisible;
  }

  setOverlayIcon(image: Electron.NativeImage | null, text: string): void {
    this.#check();
    this.overlay = image === null ? undefined : { path: (image as unknown as { path: string }).path, text };
  }

  flashFrame(isFlashing: boolean): void {
    this.#check();
    this.isFlashing = isFlashing;
  }

  #appear(): void {
    this.#check();
    if (this.#isVisible) return;
    this.#isVisible = true;
    this.emit('show');
  }

  #loseFocus(): void {
    if (this.#desktop.focusedWindow === this) this.#desktop.giveFocus(undefined);
  }

  #check(): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
  }
}
