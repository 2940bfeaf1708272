import { app, nativeImage } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { Messages } from '../../src-renderer/messages/en.ts';
import { ringingCalls } from '../../src-bridge/calls-here.ts';
import type { MainWindow } from './main-window.ts';
import type { DesktopPlatform } from './platform.ts';
import type { DesktopImages } from './tray-images.ts';
import { trayIcon } from './tray-view.ts';
import { badgeCount, countMissed, nothingUnseen } from './unseen-calls.ts';

export interface BadgeOptions {
  readonly platform: DesktopPlatform;
  readonly images: DesktopImages;
  readonly mainWindow: MainWindow;
  readonly textOf: (state: PhoneState) => Messages;
}

/**
 * Marks the program's icon: a number on macOS and Linux, the state over it on Windows; and asks for attention there while
 * a call rings and the window has not the focus. Returns the way to stop.
 */
export function showBadges(phone: Pick<Phone, 'state' | 'subscribe'>, options: BadgeOptions): () => void {
  const { platform, images, mainWindow, textOf } = options;
  let unseen = nothingUnseen;
  const setCount = onChange((count: number) => void app.setBadgeCount(count));
  const setOverlay = onChange((path: string | undefined) => {
    const image = path === undefined ? null : nativeImage.createFromPath(path);
    const { text, state } = { text: textOf(phone.state), state: phone.state };
    mainWindow.window.setOverlayIcon(image, ringingCalls(state).length > 0 ? text.callState.ringing : text.appName);
  });
  const setFlashing = onChange((isFlashing: boolean) => mainWindow.window.flashFrame(isFlashing));

  const follow = (): void => {
    if (mainWindow.window.isDestroyed()) return;
    const { state } = phone;
    unseen = countMissed(unseen, state, mainWindow.isFocused);
    if (platform === 'windows') setOverlay(images.overlay(trayIcon(state)));
    else setCount(badgeCount(unseen, state));
    setFlashing(ringingCalls(state).length > 0 && !mainWindow.isFocused);
  };
  const stops = [phone.subscribe(follow), mainWindow.onChange(follow)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Passes on what differs from the last time. */
function onChange<T>(apply: (value: T) => void): (value: T) => void {
  let last: { readonly value: T } | undefined;
  return (value) => {
    if (last?.value === value) return;
    last = { value };
    apply(value);
  };
}
