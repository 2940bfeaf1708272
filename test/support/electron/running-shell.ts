import { vi } from 'vitest';
import type { PhoneState } from '../../../src-bridge/phone-state.ts';
import { createFakeElectron, type FakeElectron } from './fake-electron.ts';
import type { FakeDesktop } from './fake-desktop.ts';
import { FakePage } from './fake-page.ts';
import type { HttpNet } from './http-net.ts';

export interface ShellOptions {
  /** The directory with the data of the phone. */
  readonly directory: string;
  readonly platform?: 'win32' | 'darwin' | 'linux';
  /** The command line behind the program. */
  readonly args?: readonly string[];
  readonly desktop?: FakeDesktop;
  readonly net?: HttpNet;
  /** Does something after `main.ts` has run and before the application is ready. */
  readonly beforeReady?: (electron: FakeElectron) => void;
}

/** `src-main/main.ts`, started on the fake of Electron in this process. */
export interface RunningShell extends FakeElectron {
  /** The page of the main window. Throws before there is one. */
  readonly page: FakePage;
  /** Resolves when the page has seen a state that is as `holds` says. */
  until(holds: (state: PhoneState) => boolean): Promise<PhoneState>;
  /** Quits and resolves when the program is gone. */
  stop(): Promise<void>;
}

/** Starts `main.ts`; resolves when it has opened its window, or is gone, as a second start is. */
export async function startShell(options: ShellOptions): Promise<RunningShell> {
  const { directory, platform = 'linux', args = [], desktop, net, beforeReady } = options;
  const electron = createFakeElectron({
    ...(desktop === undefined ? {} : { desktop }),
    ...(net === undefined ? {} : { net, onCloseConnections: () => net.closeAllConnections() }),
    hasDock: platform === 'darwin',
  });
  const restore = pretend(platform, ['/opt/byway/byway', '--data-dir', directory, ...args], directory);
  try {
    vi.resetModules();
    vi.doMock('electron', () => electron.module);
    await import('../../../src-main/main.ts');
  } finally {
    restore();
  }
  beforeReady?.(electron);
  if (electron.app.exitCode === undefined) electron.app.becomeReady();
  let page: FakePage | undefined;
  const shell: RunningShell = {
    ...electron,
    get page() {
      const window = electron.desktop.window('');
      if (page === undefined && window !== undefined) page = new FakePage(electron, window);
      if (page === undefined) throw new Error('there is no window yet');
      return page;
    },
    async until(holds) {
      await vi.waitFor(
        () => (holds(shell.page.state) ? undefined : Promise.reject(new Error(said(shell.page.state)))),
        {
          timeout: 20_000,
          interval: 5,
        },
      );
      return shell.page.state;
    },
    async stop() {
      electron.app.quit();
      await electron.app.exited;
    },
  };
  if (electron.app.exitCode === undefined) {
    await vi.waitFor(() => shell.page.state, { timeout: 20_000, interval: 5 });
  }
  return shell;
}

/** What this process looks like to `main.ts` while it runs to its end. Returns the way back. */
function pretend(platform: NodeJS.Platform, argv: string[], home: string): () => void {
  const before = { platform: process.platform, argv: process.argv };
  Object.defineProperty(process, 'platform', { value: platform });
  process.argv = argv;
  vi.stubEnv('XDG_CONFIG_HOME', `${home}/config`);
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'disabled:');
  return () => {
    Object.defineProperty(process, 'platform', { value: before.platform });
    process.argv = before.argv;
  };
}

function said({ connection, calls }: PhoneState): string {
  return `the state stayed at ${JSON.stringify({ connection, calls })}`;
}
