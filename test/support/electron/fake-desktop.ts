import type { FakeApp } from './fake-app.ts';
import type { FakeWindow } from './fake-window.ts';
import type { FakeTray } from './fake-tray.ts';
import type { ShownNotification } from './fake-notification.ts';

/** The computer around one or more fakes of Electron: what the system keeps, shows and is asked to do. */
export class FakeDesktop {
  /** The programs that hold a single-instance lock, by their `userData`. */
  readonly locks = new Map<string, FakeApp>();
  /** Windows that are open, in the order in which they were made. */
  readonly windows: FakeWindow[] = [];
  /** The titles or routes of windows that took the keyboard focus, in order. */
  readonly focused: FakeWindow[] = [];
  readonly trays: FakeTray[] = [];
  readonly notifications: ShownNotification[] = [];
  /** Addresses and pages of settings that were opened. */
  readonly opened: string[] = [];
  readonly errors: string[] = [];
  readonly loginItems: Electron.Settings[] = [];
  readonly schemes = new Set<string>();
  /** Accelerators of this program, with what they call. */
  readonly shortcuts = new Map<string, () => void>();
  /** Accelerators that other programs have. */
  readonly takenShortcuts = new Set<string>();
  /** Blockers of sleep that run. */
  readonly blockers = new Map<number, string>();
  badge = 0;
  tasks: Electron.Task[] = [];
  clipboard = '';
  prefersReducedMotion = false;
  microphone: ReturnType<Electron.SystemPreferences['getMediaAccessStatus']> = 'granted';
  /** What the person says when macOS asks for the microphone. */
  microphoneAnswer = true;
  wasOpenedAtLogin = false;
  languages: string[] = ['en-GB'];
  workAreas: Electron.Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1040 }];
  pointer: Electron.Point = { x: 100, y: 100 };
  #focusedWindow: FakeWindow | undefined;

  /** The window that has the keyboard; undefined while another program has it. */
  get focusedWindow(): FakeWindow | undefined {
    return this.#focusedWindow;
  }

  giveFocus(window: FakeWindow | undefined): void {
    if (window === this.#focusedWindow) return;
    const before = this.#focusedWindow;
    this.#focusedWindow = window;
    before?.emit('blur');
    if (window === undefined) return;
    this.focused.push(window);
    window.emit('focus');
  }

  /** The open window of a route: `''` is the main one. */
  window(route: '' | 'ring' | 'strip'): FakeWindow | undefined {
    return this.windows.find(({ url }) => (url === undefined ? '' : new URL(url).hash.slice(1)) === route);
  }

  get tray(): FakeTray {
    const [tray] = this.trays;
    if (tray === undefined) throw new Error('there is no tray');
    return tray;
  }
}
