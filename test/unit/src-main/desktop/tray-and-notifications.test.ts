import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PhoneState } from '../../../../src-bridge/phone-state.ts';
import { showBadges } from '../../../../src-main/desktop/badges.ts';
import { notifyOfCalls } from '../../../../src-main/desktop/call-notifications.ts';
import { offerDesktopMenus } from '../../../../src-main/desktop/desktop-menus.ts';
import { followLoginItem } from '../../../../src-main/desktop/login-item.ts';
import { openMainWindow, type MainWindow } from '../../../../src-main/desktop/main-window.ts';
import { followMicrophoneAccess, openMicrophoneSettings } from '../../../../src-main/desktop/microphone-access.ts';
import type { DesktopPlatform } from '../../../../src-main/desktop/platform.ts';
import { showRingWindow } from '../../../../src-main/desktop/ring-window.ts';
import { createCommandRunner } from '../../../../src-main/desktop/run-command.ts';
import type { ShellCommand } from '../../../../src-main/desktop/shell-command.ts';
import { followShortcuts } from '../../../../src-main/desktop/shortcuts.ts';
import { textOf } from '../../../../src-main/desktop/system-texts.ts';
import { followLinkHandling } from '../../../../src-main/desktop/telephone-links.ts';
import { desktopImages } from '../../../../src-main/desktop/tray-images.ts';
import { showTray } from '../../../../src-main/desktop/tray.ts';
import type { WindowState } from '../../../../src-main/desktop/window-place.ts';
import { collectGarbage } from '../../../support/collect-garbage.ts';
import { fakeElectron, Menu } from '../../../support/electron-stub.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { createFakePhone, type FakePhone } from '../../../support/fake-phone.ts';
import { MemoryLog } from '../../../support/memory-ports.ts';
import { endedFor, sampleCall, samplePhone } from '../../../support/sample-states.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

vi.mock('electron', () => import('../../../support/electron-stub.ts'));

const { desktop, app } = fakeElectron;
const ringing = sampleCall({ kind: 'ringing', isSilenced: false }, { id: 'r' });
const active = sampleCall({ kind: 'active' }, { id: 'a' });
const missed = sampleCall(endedFor({ kind: 'missed' }), { id: 'm' });
const calls = (...given: PhoneState['calls']): PhoneState => samplePhone({ calls: given });

let phone: FakePhone;
let clock: FakeClock;
let commands: ShellCommand[];
const stops: (() => void)[] = [];

beforeAll(() => app.becomeReady());
beforeEach(() => {
  phone = createFakePhone();
  clock = new FakeClock();
  commands = [];
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  for (const window of [...desktop.windows]) window.destroy();
  desktop.notifications.length = 0;
  desktop.focused.length = 0;
  expect([phone.listeners, clock.pending, desktop.trays]).toEqual([0, 0, []]);
});

/** What every part is given, on `platform`. */
function parts(platform: DesktopPlatform = 'linux') {
  return {
    platform,
    preload: '/built/preload/index.cjs',
    images: desktopImages('/assets', platform),
    clock,
    textOf,
    run: (command: ShellCommand) => void commands.push(command),
    log: new MemoryLog(),
    program: '/opt/byway',
  };
}

function start(stop: () => void): void {
  stops.push(stop);
}

/** Other settings of the desktop than the present ones. */
function want(change: Partial<PhoneState['settings']['desktop']>): void {
  const { settings } = phone.state;
  phone.show({ ...phone.state, settings: { ...settings, desktop: { ...settings.desktop, ...change } } });
}

let kept: WindowState | undefined;
function openMain(isHidden = false): MainWindow {
  kept = undefined;
  const store = { read: () => kept, write: (state: WindowState) => void (kept = state) };
  return openMainWindow({ preload: '/built/preload/index.cjs', phone, isHidden, store });
}

describe('UI: Tray icon: idle, ringing (animated only if motion is allowed), in call, do not disturb, offline', () => {
  test.each([
    ['windows', 'ringing.ico'],
    ['macos', 'ringingTemplate.png'],
    ['linux', 'ringing.png'],
  ] as const)('on %s it is %s while a call rings', (platform, image) => {
    start(showTray(phone, parts(platform)));
    phone.show(calls(ringing));
    expect(desktop.tray.image).toBe(image);
  });

  test('it blinks while a call rings, and no longer', async () => {
    start(showTray(phone, parts()));
    phone.show(calls(ringing));
    await clock.advance(600);
    expect(desktop.tray.image).toBe('idle.png');
    await clock.advance(600);
    expect(desktop.tray.image).toBe('ringing.png');
    phone.show(calls(active));
    await clock.advance(5000);
    expect(desktop.tray.image).toBe('in-call.png');
  });

  test('it stands still where the person wants no motion', async () => {
    desktop.prefersReducedMotion = true;
    start(showTray(phone, parts()));
    phone.show(calls(ringing));
    expect(clock.pending).toBe(0);
    desktop.prefersReducedMotion = false;
  });
});

describe('UI: its menu: state line, active calls with their actions, Do not disturb, Open, Quit', () => {
  test('the entries do what they say', () => {
    start(showTray(phone, parts()));
    phone.show(calls(active));
    desktop.tray.item('In call', 'Mute').click();
    desktop.tray.item('Do not disturb').click();
    desktop.tray.item('Open').click();
    desktop.tray.item('Quit').click();
    expect(commands).toEqual([
      { kind: 'set-muted', callId: 'a', isMuted: true },
      { kind: 'do-not-disturb', isOn: true },
      { kind: 'open' },
      { kind: 'quit' },
    ]);
    expect(() => desktop.tray.item('Online')).toThrow('the menu has no Online');
  });

  test('it is made again only when it changes', () => {
    start(showTray(phone, parts()));
    phone.show(samplePhone({ notices: [{ id: 'n', code: 'no-keychain' }] }));
    phone.show(samplePhone());
    expect([desktop.tray.menusSet, desktop.tray.images]).toEqual([1, ['idle.png']]);
  });

  test('a click on the icon opens the window, but on macOS, where it opens the menu', () => {
    for (const platform of ['windows', 'macos'] as const) {
      const stop = showTray(phone, parts(platform));
      desktop.tray.emit('click');
      stop();
    }
    expect(commands).toEqual([{ kind: 'open' }]);
  });
});

describe('UI: Closing the window keeps the phone in the tray', () => {
  test('the window hides, and is remembered as it was left', () => {
    const { window } = openMain();
    window.show();
    window.setBounds({ x: 7, y: 8, width: 500, height: 600 });
    window.close();
    expect([window.isDestroyed(), window.isVisible()]).toEqual([false, false]);
    expect(kept).toEqual({ bounds: { x: 7, y: 8, width: 500, height: 600 }, isMaximized: false });
  });

  test('it opens in a sandbox, without Node, at least 360 x 520, when it is drawn, or not at all at login', async () => {
    openMain();
    const [window] = desktop.windows;
    expect(window!.options).toMatchObject({ width: 400, height: 680, minWidth: 360, minHeight: 520, show: false });
    expect(window!.options.webPreferences).toEqual({
      preload: '/built/preload/index.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      backgroundThrottling: false,
    });
    openMain(true);
    await vi.waitFor(() => expect(window!.isVisible()).toBe(true));
    expect(desktop.windows[1]!.isVisible()).toBe(false);
  });

  test('a page that crashed is loaded again, but not one that crashes while it loads', () => {
    const { window } = openMain();
    const crash = (): unknown => window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    window.webContents.emit('did-finish-load');
    crash();
    crash();
    expect(desktop.windows[0]!.webContents.reloads).toBe(1);
    window.webContents.emit('did-finish-load');
    crash();
    expect(desktop.windows[0]!.webContents.reloads).toBe(2);
  });
});

describe('UI: An incoming call raises an OS notification with Answer and Decline', () => {
  test.each([
    ['Answer', { kind: 'answer', callId: 'r' }],
    ['Decline', { kind: 'decline', callId: 'r' }],
  ])('its button %s does that', (button, command) => {
    start(notifyOfCalls(phone, parts()));
    phone.show(calls(ringing));
    desktop.notifications[0]!.press(button);
    expect(commands).toEqual([command]);
  });

  test('it stays until the call stops ringing, and goes when it was answered anywhere', () => {
    start(notifyOfCalls(phone, parts()));
    phone.show(calls(ringing));
    phone.show(calls(ringing, active));
    expect(desktop.notifications.map(({ options }) => [options.id, options.timeoutType, options.silent])).toEqual([
      ['ringing-r', 'never', true],
    ]);
    phone.show(calls({ ...ringing, state: { kind: 'remote', device: { id: 'k', name: 'Kitchen' }, isHeld: false } }));
    expect(desktop.notifications).toEqual([]);
  });

  test('clicking it opens the window on that call', () => {
    start(notifyOfCalls(phone, parts()));
    phone.show(calls(ringing));
    desktop.notifications[0]!.click();
    expect(commands).toEqual([{ kind: 'open', callId: 'r' }]);
  });

  test('it is still heard after memory was tidied up, and so is that of a missed call', async () => {
    start(notifyOfCalls(phone, parts()));
    phone.show(calls(ringing, missed));
    await collectGarbage();
    expect(desktop.notifications.map(({ isHeard }) => isHeard)).toEqual([true, true]);
    desktop.notifications[1]!.press('Call back');
    expect(commands).toEqual([{ kind: 'call-back', number: '+14085551002', lineId: 'l1' }]);
  });

  test('the fake drops one that nobody keeps, as Electron does', async () => {
    (() => new fakeElectron.module.Notification({ title: 'lost' }).show())();
    await collectGarbage();
    expect(desktop.notifications[0]!.isHeard).toBe(false);
  });

  test('on Windows one of an earlier run opens the window, and one of this run is not heard twice', () => {
    start(notifyOfCalls(phone, parts('windows')));
    phone.show(calls(ringing));
    const activate = (tag: string): void =>
      fakeElectron.Notification.activated?.({ type: 'click', arguments: `type=click&tag=${tag}` });
    activate('ringing-r');
    expect(commands).toEqual([]);
    activate('missed-long-ago');
    expect(commands).toEqual([{ kind: 'open' }]);
  });

  test('a missed call is told once, also when it was waved away', () => {
    start(notifyOfCalls(phone, parts()));
    phone.show(calls(missed));
    desktop.notifications[0]!.dismiss();
    phone.show(calls(missed, active));
    expect(desktop.notifications).toEqual([]);
  });
});

describe('UI: it never steals the keyboard focus', () => {
  test('the ring window shows itself without it, cannot have it, and is on top everywhere', async () => {
    start(showRingWindow(phone, parts('macos')));
    phone.show(calls(ringing));
    const window = desktop.window('ring')!;
    await vi.waitFor(() => expect(window.isVisible()).toBe(true));
    expect(window.options).toMatchObject({ focusable: false, skipTaskbar: true, frame: false, type: 'panel' });
    expect([window.level, window.isOnEveryWorkspace, desktop.focused]).toEqual(['screen-saver', true, []]);
  });

  test('one ring window shows all calls that ring, and is gone in the turn in which the last stops', () => {
    start(showRingWindow(phone, parts()));
    phone.show(calls(ringing));
    const { height } = desktop.window('ring')!.bounds;
    phone.show(calls(ringing, { ...ringing, id: 'r2' }));
    expect(desktop.windows).toHaveLength(1);
    expect(desktop.window('ring')!.bounds.height).toBeGreaterThan(height);
    phone.show(calls({ ...ringing, state: { kind: 'ringing', isSilenced: true } }));
    expect(desktop.windows).toEqual([]);
  });

  test('a ring that is over before its window is drawn shows none', async () => {
    start(showRingWindow(phone, parts()));
    phone.show(calls(ringing));
    const window = desktop.window('ring')!;
    phone.show(calls());
    await Promise.resolve();
    expect(window.isDestroyed()).toBe(true);
  });
});

describe('UI: the icon of the program', () => {
  test('has a number on Linux and macOS, which goes when the person has looked', () => {
    const mainWindow = openMain(true);
    start(showBadges(phone, { ...parts(), mainWindow }));
    phone.show(calls(ringing, missed));
    expect(desktop.badge).toBe(2);
    phone.show(calls());
    expect(desktop.badge).toBe(1);
    mainWindow.show();
    expect(desktop.badge).toBe(0);
  });

  test('has the state over it on Windows, and asks for attention while a call rings unseen', () => {
    const mainWindow = openMain(true);
    start(showBadges(phone, { ...parts('windows'), mainWindow }));
    const window = desktop.window('')!;
    expect([window.overlay, window.isFlashing]).toEqual([undefined, false]);
    phone.show(calls(ringing));
    expect([window.overlay, window.isFlashing]).toEqual([
      { path: join('/assets', 'tray', 'ringing.ico'), text: 'Incoming call' },
      true,
    ]);
    mainWindow.show();
    expect(window.isFlashing).toBe(false);
  });
});

describe('UI: tel:, callto: and ripp: links put the number into the dial box (never call by themselves)', () => {
  test('a number from a link or from the clipboard is offered, and the window is shown', async () => {
    const run = createCommandRunner({ phone, quit: () => undefined, log: new MemoryLog() });
    desktop.clipboard = '  +1 408 555 0100 \n';
    run({ kind: 'dial', text: '+1408' });
    run({ kind: 'dial-clipboard' });
    await vi.waitFor(() => expect(phone.commands).toHaveLength(4));
    expect(phone.commands.map(([name, ...args]) => [name, ...args.filter((arg) => arg !== undefined)]).sort()).toEqual([
      ['offerNumber', '+1 408 555 0100'],
      ['offerNumber', '+1408'],
      ['showWindow'],
      ['showWindow'],
    ]);
  });

  test('the phone opens the links of the system when the person wants it, and never asks before', () => {
    start(followLinkHandling(phone, new MemoryLog()));
    expect([...desktop.schemes]).toEqual([]);
    want({ opensLinks: true });
    expect([...desktop.schemes]).toEqual(['tel', 'callto', 'ripp']);
    want({ opensLinks: false });
    expect([...desktop.schemes]).toEqual([]);
  });
});

describe('UI: Global shortcuts, off by default: answer/end, mute, show', () => {
  test('none is registered until it is wanted, and what another program has is told', () => {
    const taken: unknown[] = [];
    desktop.takenShortcuts.add('CommandOrControl+Alt+Shift+M');
    start(followShortcuts(phone, { ...parts(), onTaken: (now) => taken.push(now) }));
    expect([...desktop.shortcuts.keys()]).toEqual([]);
    want({ shortcuts: ['answer-or-end', 'mute', 'show'] });
    expect([...desktop.shortcuts.keys()]).toEqual(['CommandOrControl+Alt+Shift+A', 'CommandOrControl+Alt+Shift+P']);
    expect(taken).toEqual([['mute']]);
    phone.show({ ...phone.state, calls: [ringing] });
    for (const press of desktop.shortcuts.values()) press();
    expect(commands).toEqual([{ kind: 'answer', callId: 'r' }, { kind: 'open' }]);
    want({ shortcuts: [] });
    expect([desktop.shortcuts.size, taken.at(-1)]).toEqual([0, []]);
  });
});

describe('the menus of the desktop', () => {
  test('macOS has one at the dock and a bar with what every program has', () => {
    start(offerDesktopMenus(phone, parts('macos')));
    expect(Menu.application?.labels).toEqual(['appMenu', 'editMenu', 'windowMenu']);
  });

  test('Windows has tasks in the jump list, which a second start hands over', () => {
    start(offerDesktopMenus(phone, parts('windows')));
    expect(desktop.tasks.map(({ title, arguments: args }) => [title, args])).toEqual([
      ['Dial what was copied', '--action=dial-clipboard'],
      ['Do not disturb', '--action=do-not-disturb'],
    ]);
    expect(Menu.application).toBeNull();
  });
});

describe('starting at login', () => {
  test('is asked of Windows and macOS in their own ways, and never before the person wants it', async () => {
    for (const platform of ['windows', 'macos'] as const) {
      const stop = followLoginItem(phone, { ...parts(platform), configDirectory: '/', command: [] });
      expect(desktop.loginItems).toEqual([]);
      want({ openAtLogin: true });
      await vi.waitFor(() => expect(desktop.loginItems).toHaveLength(1));
      expect(desktop.loginItems.splice(0)).toEqual([
        platform === 'windows' ? { openAtLogin: true, args: ['--hidden'] } : { openAtLogin: true },
      ]);
      stop();
      want({ openAtLogin: false });
    }
  });

  test('is a file on Linux, which goes again', async () => {
    const configDirectory = await temporaryDirectory();
    const file = join(configDirectory, 'autostart', 'byway.desktop');
    start(followLoginItem(phone, { ...parts(), configDirectory, command: ['/opt/byway'] }));
    want({ openAtLogin: true });
    await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toContain('Exec=/opt/byway --hidden'));
    want({ openAtLogin: false });
    await vi.waitFor(() => expect(readFile(file)).rejects.toThrow('ENOENT'));
  });
});

describe('the microphone', () => {
  test('is asked for on macOS once somebody is signed in, and a refusal is told with the way to the settings', async () => {
    desktop.microphone = 'not-determined';
    desktop.microphoneAnswer = false;
    const told: string[] = [];
    start(followMicrophoneAccess(phone, { platform: 'macos', onChange: (access) => told.push(access) }));
    await vi.waitFor(() => expect(told).toEqual(['denied']));
    await openMicrophoneSettings('macos');
    expect(desktop.opened.pop()).toMatch(/^x-apple\.systempreferences:.*Privacy_Microphone$/u);
  });

  test('is looked at again when the person comes back from the settings', () => {
    desktop.microphone = 'denied';
    const told: string[] = [];
    start(followMicrophoneAccess(phone, { platform: 'windows', onChange: (access) => told.push(access) }));
    desktop.microphone = 'granted';
    openMain().show();
    expect(told).toEqual(['allowed']);
  });
});
