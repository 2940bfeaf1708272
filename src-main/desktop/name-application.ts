import { app } from 'electron';
import { appId, toastActivator } from './identity.ts';
import type { DesktopPlatform } from './platform.ts';

/** Tells Windows who we are. Must run before the first window and the first notification. */
export function nameApplication(platform: DesktopPlatform): void {
  if (platform !== 'windows') return;
  app.setAppUserModelId(appId);
  app.setToastActivatorCLSID(toastActivator);
}
