import type Electron from 'electron';

/** An entry of a menu, as far as a person sees it. */
export class FakeMenuItem {
  readonly label: string;
  readonly type: string;
  readonly isChecked: boolean;
  readonly isEnabled: boolean;
  readonly submenu: FakeMenu | undefined;
  readonly #onClick: () => void;

  constructor({ label = '', type, checked, enabled, submenu, click, role }: Electron.MenuItemConstructorOptions) {
    this.label = label === '' ? (role ?? '') : label;
    this.type = type ?? (submenu === undefined ? 'normal' : 'submenu');
    this.isChecked = checked ?? false;
    this.isEnabled = enabled ?? true;
    this.submenu = Array.isArray(submenu) ? FakeMenu.buildFromTemplate(submenu) : undefined;
    this.#onClick = () => click?.(undefined as never, undefined, undefined as never);
  }

  /** The person chooses it. Throws where it cannot be chosen. */
  click(): void {
    if (!this.isEnabled || this.submenu !== undefined) throw new Error(`${this.label} cannot be chosen`);
    this.#onClick();
  }
}

export class FakeMenu {
  static application: FakeMenu | null | undefined;
  readonly items: readonly FakeMenuItem[];

  constructor(items: readonly FakeMenuItem[] = []) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly Electron.MenuItemConstructorOptions[]): FakeMenu {
    return new FakeMenu(template.map((item) => new FakeMenuItem(item)));
  }

  static setApplicationMenu(menu: FakeMenu | null): void {
    FakeMenu.application = menu;
  }

  get labels(): readonly string[] {
    return this.items.flatMap(({ type, label, submenu }) =>
      type === 'separator' ? ['-'] : [label, ...(submenu?.labels ?? []).map((inner) => `> ${inner}`)],
    );
  }
}
