import type { DesktopState } from './phone-state.ts';
import type { Shortcut } from './settings.ts';

const letters: Readonly<Record<Shortcut, string>> = { 'answer-or-end': 'A', mute: 'M', show: 'P' };

/** A shortcut as Electron registers it. With three keys beside the letter it is in nobody's way, AltGr included. */
export function acceleratorOf(shortcut: Shortcut): string {
  return `CommandOrControl+Alt+Shift+${letters[shortcut]}`;
}

/** A shortcut as it is written on the keys of a platform. */
export function keysOf(shortcut: Shortcut, platform: DesktopState['platform']): string {
  return platform === 'macos' ? `⌥⇧⌘${letters[shortcut]}` : `Ctrl+Alt+Shift+${letters[shortcut]}`;
}
