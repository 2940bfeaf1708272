import { screen, type BrowserWindow } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { MainWindow } from './main-window.ts';
import { keepOnTop, onTopOptions, openPageWindow } from './page-window.ts';
import type { DesktopPlatform } from './platform.ts';
import { placeStrip } from './window-place.ts';
import { wantsStrip } from './window-plan.ts';

export interface StripOptions {
  readonly preload: string;
  readonly platform: DesktopPlatform;
  readonly mainWindow: Pick<MainWindow, 'isVisible' | 'onChange'>;
}

/** Shows the strip of a call on top of all windows while the main one is out of sight. Returns the way to stop. */
export function showStrip(phone: Pick<Phone, 'state' | 'subscribe'>, options: StripOptions): () => void {
  const { preload, platform, mainWindow } = options;
  let window: BrowserWindow | undefined;

  const close = (): void => {
    const closing = window;
    window = undefined;
    if (closing?.isDestroyed() === false) closing.destroy();
  };
  const follow = (): void => {
    if (!wantsStrip(phone.state, mainWindow.isVisible)) return close();
    window ??= openStrip(preload, platform);
  };
  const stops = [phone.subscribe(follow), mainWindow.onChange(follow)];
  return () => {
    for (const stop of stops) stop();
    close();
  };
}

function openStrip(preload: string, platform: DesktopPlatform): BrowserWindow {
  const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
  const window = openPageWindow('strip', preload, {
    ...onTopOptions,
    ...placeStrip(workArea, platform),
    ...(platform === 'macos' ? { type: 'panel' } : {}),
  });
  keepOnTop(window);
  window.once('ready-to-show', () => window.showInactive());
  return window;
}
