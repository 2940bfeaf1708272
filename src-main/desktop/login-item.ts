import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { Log } from '../session/ports.ts';
import { autostartEntry } from './autostart-entry.ts';
import type { DesktopPlatform } from './platform.ts';
import { hiddenFlag } from './shell-arguments.ts';

export interface LoginItemOptions {
  readonly platform: DesktopPlatform;
  /** The person's configuration of a Linux desktop, such as `~/.config`. */
  readonly configDirectory: string;
  /** The program and its arguments as a Linux desktop is to start them. */
  readonly command: readonly string[];
  readonly log: Log;
}

/** Has the system start the phone at login as the settings say. Returns the way to stop following them. */
export function followLoginItem(phone: Pick<Phone, 'subscribe'>, options: LoginItemOptions): () => void {
  let applied: boolean | undefined;
  let last = Promise.resolve();
  return phone.subscribe(({ settings }) => {
    const { openAtLogin } = settings.desktop;
    // At the start nothing is to be done for what the person never asked for.
    if (openAtLogin === (applied ?? false)) return;
    applied = openAtLogin;
    last = last
      .then(() => apply(openAtLogin, options))
      .catch((cause: unknown) => options.log.warn('login item not changed', { cause }));
  });
}

/** Whether this start is to leave the window out of sight: at login. macOS gives no arguments, and tells it itself. */
export function startsHidden(platform: DesktopPlatform, hasHiddenFlag: boolean): boolean {
  return platform === 'macos' ? app.getLoginItemSettings().wasOpenedAtLogin : hasHiddenFlag;
}

async function apply(openAtLogin: boolean, { platform, configDirectory, command }: LoginItemOptions): Promise<void> {
  if (platform === 'macos') return app.setLoginItemSettings({ openAtLogin });
  if (platform === 'windows') return app.setLoginItemSettings({ openAtLogin, args: [hiddenFlag] });
  const directory = join(configDirectory, 'autostart');
  const path = join(directory, 'byway.desktop');
  if (!openAtLogin) return rm(path, { force: true });
  await mkdir(directory, { recursive: true });
  await writeFile(path, autostartEntry([...command, hiddenFlag]));
}
