import { globalShortcut } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import { shortcuts, type Shortcut } from '../../src-bridge/settings.ts';
import { acceleratorOf } from '../../src-bridge/shortcut-keys.ts';
import type { ShellCommand } from './shell-command.ts';
import { commandOf } from './shortcut-plan.ts';

export interface ShortcutOptions {
  readonly run: (command: ShellCommand) => void;
  /** Called with the wanted shortcuts that another program has, when they change. */
  readonly onTaken: (taken: readonly Shortcut[]) => void;
}

/** Registers the shortcuts that the settings want, and those alone. Returns the way to stop. */
export function followShortcuts(phone: Pick<Phone, 'state' | 'subscribe'>, options: ShortcutOptions): () => void {
  const { run, onTaken } = options;
  let wanted = '';
  const press = (shortcut: Shortcut): void => {
    const command = commandOf(shortcut, phone.state);
    if (command !== undefined) run(command);
  };
  const unregister = (): void => {
    for (const shortcut of shortcuts) globalShortcut.unregister(acceleratorOf(shortcut));
  };
  const unsubscribe = phone.subscribe(({ settings }) => {
    const now = settings.desktop.shortcuts.join();
    if (now === wanted) return;
    wanted = now;
    unregister();
    const taken = settings.desktop.shortcuts.filter(
      (shortcut) => !globalShortcut.register(acceleratorOf(shortcut), () => press(shortcut)),
    );
    onTaken(taken);
  });
  return () => {
    unsubscribe();
    unregister();
  };
}
