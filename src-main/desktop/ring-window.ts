import { screen, type BrowserWindow } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import { keepOnTop, onTopOptions, openPageWindow } from './page-window.ts';
import type { DesktopPlatform } from './platform.ts';
import { placeRingWindow } from './window-place.ts';
import { ringWindowCalls } from './window-plan.ts';

/**
 * Shows one window for all calls that ring, on the screen where the pointer is, and takes it away in the same turn in
 * which the last one stops. It never takes the keyboard focus. Returns the way to stop.
 */
export function showRingWindow(
  phone: Pick<Phone, 'subscribe'>,
  { preload, platform }: { readonly preload: string; readonly platform: DesktopPlatform },
): () => void {
  let open: { readonly window: BrowserWindow; count: number } | undefined;

  const place = (count: number) => {
    const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
    return placeRingWindow(count, workArea, platform);
  };
  const close = (): void => {
    const closing = open?.window;
    open = undefined;
    if (closing?.isDestroyed() === false) closing.destroy();
  };
  const unsubscribe = phone.subscribe((state) => {
    const count = ringWindowCalls(state);
    if (count === 0) return close();
    if (open === undefined) open = { window: openRing(preload, place(count), platform), count };
    if (open.count === count || open.window.isDestroyed()) return;
    open.count = count;
    open.window.setBounds(place(count));
  });
  return () => {
    unsubscribe();
    close();
  };
}

function openRing(preload: string, bounds: Electron.Rectangle, platform: DesktopPlatform): BrowserWindow {
  const window = openPageWindow('ring', preload, {
    ...onTopOptions,
    ...bounds,
    // A panel of macOS stands above full-screen programs and does not make its own program the active one.
    ...(platform === 'macos' ? { type: 'panel' } : {}),
  });
  keepOnTop(window);
  window.once('ready-to-show', () => window.showInactive());
  return window;
}
