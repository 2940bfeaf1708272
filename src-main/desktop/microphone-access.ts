import { app, systemPreferences } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { DesktopState } from '../../src-bridge/phone-state.ts';
import { openOutside } from './external-pages.ts';
import type { DesktopPlatform } from './platform.ts';

/** Where the systems let the person allow the microphone; Linux has no such page. */
const settingsPages: Partial<Readonly<Record<DesktopPlatform, string>>> = {
  macos: 'x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone',
  windows: 'ms-settings:privacy-microphone',
};

/** Whether the system lets this program use the microphone, as far as it tells. */
export function microphoneAccess(platform: DesktopPlatform): DesktopState['microphone'] {
  if (platform === 'linux') return 'allowed';
  const status = systemPreferences.getMediaAccessStatus('microphone');
  return status === 'denied' || status === 'restricted' ? 'denied' : 'allowed';
}

/** Opens the page of the system's settings where it is allowed, where there is one. */
export async function openMicrophoneSettings(platform: DesktopPlatform): Promise<void> {
  const page = settingsPages[platform];
  if (page !== undefined) await openOutside(page);
}

export interface MicrophoneOptions {
  readonly platform: DesktopPlatform;
  readonly onChange: (microphone: DesktopState['microphone']) => void;
}

/**
 * Asks macOS for the microphone once somebody is signed in, rather than in the middle of the first call, and looks again
 * whenever the person comes back to one of our windows: they may have been in the settings. Returns the way to stop.
 */
export function followMicrophoneAccess(phone: Pick<Phone, 'subscribe'>, options: MicrophoneOptions): () => void {
  const { platform, onChange } = options;
  let told = microphoneAccess(platform);
  let hasAsked = false;
  const look = (): void => {
    const access = microphoneAccess(platform);
    if (access !== told) onChange(access);
    told = access;
  };
  const unsubscribe = phone.subscribe(({ account }) => {
    if (platform !== 'macos' || account.kind !== 'signed-in' || hasAsked) return;
    hasAsked = true;
    void systemPreferences.askForMediaAccess('microphone').then(look, look);
  });
  app.on('browser-window-focus', look);
  return () => {
    unsubscribe();
    app.off('browser-window-focus', look);
  };
}
