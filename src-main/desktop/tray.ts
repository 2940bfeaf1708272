import { Menu, nativeImage, systemPreferences, Tray, type MenuItemConstructorOptions } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { Messages } from '../../src-renderer/messages/en.ts';
import type { Clock } from '../session/ports.ts';
import type { DesktopPlatform } from './platform.ts';
import type { ShellCommand } from './shell-command.ts';
import type { DesktopImages } from './tray-images.ts';
import { trayView, type TrayIcon, type TrayItem, type TrayView } from './tray-view.ts';

export interface TrayOptions {
  readonly images: DesktopImages;
  readonly platform: DesktopPlatform;
  readonly clock: Clock;
  readonly textOf: (state: PhoneState) => Messages;
  readonly run: (command: ShellCommand) => void;
}

const blinkMs = 600;

/** Shows the phone in the tray and follows its state; what has not changed is left alone. Returns the way to stop. */
export function showTray(phone: Pick<Phone, 'subscribe'>, options: TrayOptions): () => void {
  const { images, platform, textOf, run } = options;
  const image = (icon: TrayIcon) => nativeImage.createFromPath(images.tray(icon));
  const tray = new Tray(image('offline'));
  const blinker = new Blinker(options.clock, (icon) => tray.setImage(image(icon)));
  let shown: TrayView | undefined;

  // On macOS a click opens the menu.
  if (platform !== 'macos') tray.on('click', () => run({ kind: 'open' }));
  const unsubscribe = phone.subscribe((state) => {
    const view = trayView(state, textOf(state));
    if (view.icon !== shown?.icon) blinker.show(view.icon);
    if (view.tooltip !== shown?.tooltip) tray.setToolTip(view.tooltip);
    if (JSON.stringify(view.menu) !== JSON.stringify(shown?.menu)) {
      tray.setContextMenu(Menu.buildFromTemplate(view.menu.map((item) => toTemplate(item, run))));
    }
    shown = view;
  });
  return () => {
    unsubscribe();
    blinker.stop();
    tray.destroy();
  };
}

function toTemplate(item: TrayItem, run: (command: ShellCommand) => void): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'text':
      return { label: item.label, enabled: false };
    case 'action':
      return { label: item.label, click: () => run(item.command) };
    case 'check':
      return { label: item.label, type: 'checkbox', checked: item.isOn, click: () => run(item.command) };
    case 'menu':
      return { label: item.label, submenu: item.items.map((each) => toTemplate(each, run)) };
  }
}

/** Shows an icon; the one that rings blinks, where the system allows motion. */
class Blinker {
  readonly #clock: Clock;
  readonly #show: (icon: TrayIcon) => void;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, show: (icon: TrayIcon) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  show(icon: TrayIcon): void {
    this.stop();
    this.#show(icon);
    if (icon === 'ringing' && !systemPreferences.getAnimationSettings().prefersReducedMotion) this.#blink('idle');
  }

  stop(): void {
    this.#cancel();
  }

  #blink(next: TrayIcon): void {
    this.#cancel = this.#clock.after(blinkMs, () => {
      this.#show(next);
      this.#blink(next === 'idle' ? 'ringing' : 'idle');
    });
  }
}
