import type { DesktopState } from '../../src-bridge/phone-state.ts';

export type DesktopPlatform = DesktopState['platform'];

/** The desktop of a platform as Node names it; whatever is neither Windows nor macOS behaves like Linux. */
export function platformOf(name: NodeJS.Platform): DesktopPlatform {
  if (name === 'win32') return 'windows';
  return name === 'darwin' ? 'macos' : 'linux';
}
