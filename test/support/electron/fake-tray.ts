import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import { basename } from 'node:path';
import type { FakeDesktop } from './fake-desktop.ts';
import type { FakeMenu, FakeMenuItem } from './fake-menu.ts';

/** An image as its file. */
export interface FakeImage {
  readonly path: string;
}

/** A tray icon: what it shows now, and how often its menu was set. */
export class FakeTray extends EventEmitter implements Pick<Electron.Tray, 'setToolTip' | 'destroy'> {
  readonly #desktop: FakeDesktop;
  image: string;
  /** Every image since the beginning. */
  readonly images: string[] = [];
  toolTip = '';
  menu: FakeMenu | undefined;
  menusSet = 0;

  constructor(desktop: FakeDesktop, image: FakeImage) {
    super();
    this.#desktop = desktop;
    this.image = basename(image.path);
    desktop.trays.push(this);
  }

  setImage(image: FakeImage): void {
    this.image = basename(image.path);
    this.images.push(this.image);
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setContextMenu(menu: FakeMenu | null): void {
    this.menusSet++;
    this.menu = menu ?? undefined;
  }

  destroy(): void {
    this.#desktop.trays.splice(this.#desktop.trays.indexOf(this), 1);
  }

  /** The labels of the menu; entries of a menu within it after `>`. */
  get labels(): readonly string[] {
    return this.menu?.labels ?? [];
  }

  /** The entry that can be chosen at a path of beginnings of labels. Throws where there is none. */
  item(...path: string[]): FakeMenuItem {
    let menu = this.menu;
    let found: FakeMenuItem | undefined;
    for (const label of path) {
      found = menu?.items.find((item) => item.isEnabled && item.label.startsWith(label));
      menu = found?.submenu;
    }
    if (found === undefined) throw new Error(`the menu has no ${path.join(' > ')}: ${this.labels.join(', ')}`);
    return found;
  }
}
