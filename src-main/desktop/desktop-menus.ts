import { app, Menu, type Task } from 'electron';
import type { Phone } from '../../src-bridge/phone-api.ts';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import type { Messages } from '../../src-renderer/messages/en.ts';
import type { DesktopPlatform } from './platform.ts';
import { actionFlag, type ShellAction } from './shell-arguments.ts';
import type { ShellCommand } from './shell-command.ts';

export interface DesktopMenuOptions {
  readonly platform: DesktopPlatform;
  readonly program: string;
  readonly textOf: (state: PhoneState) => Messages;
  readonly run: (command: ShellCommand) => void;
}

/**
 * The menu of the dock on macOS, the tasks of the jump list on Windows, and the menu bar: on macOS what every program
 * has, elsewhere none. Returns the way to stop following the language.
 */
export function offerDesktopMenus(phone: Pick<Phone, 'state' | 'subscribe'>, options: DesktopMenuOptions): () => void {
  const { platform, textOf } = options;
  Menu.setApplicationMenu(
    platform === 'macos'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null,
  );
  let shown: Messages | undefined;
  return phone.subscribe((state) => {
    const text = textOf(state);
    if (text === shown) return;
    shown = text;
    if (platform === 'macos') app.dock?.setMenu(dockMenu(text, phone, options.run));
    if (platform === 'windows') app.setUserTasks(jumpList(text, options.program));
  });
}

function dockMenu(
  text: Messages,
  phone: Pick<Phone, 'state'>,
  run: (command: ShellCommand) => void,
): ReturnType<typeof Menu.buildFromTemplate> {
  return Menu.buildFromTemplate([
    { label: text.desktop.dialClipboard, click: () => run({ kind: 'dial-clipboard' }) },
    {
      label: text.header.doNotDisturb,
      click: () => run({ kind: 'do-not-disturb', isOn: !phone.state.settings.doNotDisturb }),
    },
  ]);
}

function jumpList(text: Messages, program: string): Task[] {
  const task = (action: ShellAction, title: string): Task => ({
    program,
    arguments: actionFlag(action),
    title,
    description: title,
    iconPath: program,
    iconIndex: 0,
  });
  return [task('dial-clipboard', text.desktop.dialClipboard), task('do-not-disturb', text.header.doNotDisturb)];
}
