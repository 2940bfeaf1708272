import type { DesktopState } from '../../src-bridge/phone-state.ts';
import type { DesktopHost } from '../session/ports.ts';
import type { MainWindow } from './main-window.ts';
import { microphoneAccess, openMicrophoneSettings } from './microphone-access.ts';
import type { DesktopPlatform } from './platform.ts';

/** How the desktop stands at the start. */
export function firstDesktopState(platform: DesktopPlatform): DesktopState {
  return { platform, microphone: microphoneAccess(platform), takenShortcuts: [] };
}

/** What the desktop does for the phone. `onOpened` is told each time the window is opened on a call. */
export function createDesktopHost(options: {
  readonly platform: DesktopPlatform;
  readonly mainWindow: Pick<MainWindow, 'show'>;
  readonly onOpened: (openedOn: DesktopState['openedOn']) => void;
}): DesktopHost {
  const { platform, mainWindow, onOpened } = options;
  let count = 0;
  return {
    showWindow(callId) {
      mainWindow.show();
      if (callId !== undefined) onOpened({ callId, count: ++count });
    },
    openMicrophoneSettings: () => openMicrophoneSettings(platform),
  };
}
