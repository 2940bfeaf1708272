import { join } from 'node:path';
import type { DesktopPlatform } from './platform.ts';
import type { TrayIcon } from './tray-view.ts';

/** The image files of the tray and of the taskbar, beside the program in `assets`. The only place that knows their names. */
export interface DesktopImages {
  tray(icon: TrayIcon): string;
  /** What lies over the program's own icon in the Windows taskbar; undefined while nothing is to be told. */
  overlay(icon: TrayIcon): string | undefined;
}

/**
 * Windows wants an icon file; macOS takes black images that it colours itself, named `Template`; both it and Linux find
 * the `@2x` beside by themselves.
 */
export function desktopImages(assets: string, platform: DesktopPlatform): DesktopImages {
  const ending = { windows: '.ico', macos: 'Template.png', linux: '.png' }[platform];
  return {
    tray: (icon) => join(assets, 'tray', `${icon}${ending}`),
    overlay: (icon) => (icon === 'idle' ? undefined : join(assets, 'tray', `${icon}.ico`)),
  };
}
