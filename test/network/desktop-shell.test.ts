import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CallAppearance } from '../../src-bridge/phone-state.ts';
import { FakeDesktop } from '../support/electron/fake-desktop.ts';
import { FakeEvent } from '../support/electron/fake-event.ts';
import { HttpNet } from '../support/electron/http-net.ts';
import { startShell, type RunningShell, type ShellOptions } from '../support/electron/running-shell.ts';
import { openHeadlessPhone, type HeadlessPhone } from '../support/headless-phone.ts';
import { ada, ben, startProviderProcess, type ProviderProcess } from '../support/provider-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let provider: ProviderProcess;
let caller: HeadlessPhone;
const nets: HttpNet[] = [];
const shells: RunningShell[] = [];

beforeAll(async () => {
  provider = await startProviderProcess([ada, ben]);
  caller = await openHeadlessPhone(ben, provider, "Ben's phone");
});

afterAll(async () => {
  await caller.stop();
  await provider.stop();
});

afterEach(async () => {
  for (const shell of shells.splice(0)) await shell.stop();
  for (const net of nets.splice(0)) net.close();
  for (const { id, state } of caller.phone.state.calls) {
    if (state.kind === 'calling') await caller.phone.cancel(id);
    else if (state.kind !== 'ended') await caller.phone.end(id);
  }
  const { calls } = await caller.until((state) => state.calls.every((call) => call.state.kind === 'ended'));
  for (const { id } of calls) await caller.phone.dismissCall(id);
});

/** The shell of Ada's phone, online over Electron's own network stack. */
async function startAda(options: Partial<ShellOptions> = {}): Promise<RunningShell> {
  const net = new HttpNet(await readFile(provider.ca, 'utf8'));
  nets.push(net);
  const { args = [], ...rest } = options;
  const shell = await startShell({
    directory: await temporaryDirectory(),
    net,
    ...rest,
    args: ['--provider', provider.url, '--token', ada.token, '--device-name', 'Desk', ...args],
  });
  shells.push(shell);
  await shell.until(({ connection }) => connection.kind === 'online');
  return shell;
}

/** Whether somebody listens on a port of this machine. */
async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isTaken = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isTaken;
}

/** Ben calls Ada; resolves with her card when it rings. */
async function ring(shell: RunningShell): Promise<CallAppearance> {
  await caller.phone.placeCall({ destination: ada.numbers[0]! });
  const { calls } = await shell.until((state) => state.calls.some((call) => call.state.kind === 'ringing'));
  return calls[0]!;
}

const untilActive = (shell: RunningShell): Promise<unknown> =>
  shell.until(({ calls }) => calls[0]?.state.kind === 'active');
const untilCallerEnded = (): Promise<unknown> =>
  caller.until(({ calls }) => calls.every(({ state }) => state.kind === 'ended'));

test('what may only be done before Electron is ready is done before, and in the order that Windows wants', async () => {
  const shell = await startAda({ platform: 'win32' });
  const { journal } = shell.app;
  const before = journal.slice(0, journal.indexOf('ready'));
  for (const step of ['enableSandbox', 'registerSchemesAsPrivileged', 'listen open-url', 'requestSingleInstanceLock']) {
    expect(before).toContain(step);
  }
  expect(before.indexOf('setPath userData')).toBeLessThan(before.indexOf('requestSingleInstanceLock'));
  expect(before.findIndex((step) => step.startsWith('setAppUserModelId'))).toBeGreaterThanOrEqual(0);
  expect(before.findIndex((step) => step.startsWith('setToastActivatorCLSID'))).toBeGreaterThanOrEqual(0);
});

test('the session grants nothing by default, connects only to pinned keys, and bad certificates go nowhere', async () => {
  const pin = `sha256/${Buffer.alloc(32).toString('base64')}`;
  const shell = await startAda({ args: ['--pin', pin] });
  expect([...shell.session.guards].sort()).toEqual([
    'certificate verify',
    'device permission',
    'permission check',
    'permission request',
  ]);
  expect(shell.app.listenerCount('certificate-error')).toBe(1);
  expect(shell.app.listenerCount('select-client-certificate')).toBe(1);
});

describe('an incoming call', () => {
  test('is answered with the button of the notification, without a focus being taken', async () => {
    const shell = await startAda({ platform: 'win32', args: ['--hidden'] });
    await ring(shell);
    const [toast] = shell.desktop.notifications;
    expect(toast!.options.toastXml).toContain('scenario="incomingCall"');
    toast!.press('Answer');
    await untilActive(shell);
    expect(shell.desktop.notifications).toEqual([]);
    expect(shell.desktop.focused).toEqual([]);
  });

  test('is answered from the menu of the tray', async () => {
    const shell = await startAda();
    await ring(shell);
    expect(shell.desktop.tray.image).toBe('ringing.png');
    shell.desktop.tray.item('Incoming call', 'Answer').click();
    await untilActive(shell);
    expect(shell.desktop.tray.image).toBe('in-call.png');
  });

  test('is answered in the ring window, which shows itself without the focus and is gone at once', async () => {
    const shell = await startAda({ args: ['--hidden'] });
    const call = await ring(shell);
    const window = shell.desktop.window('ring')!;
    expect([window.isVisible(), window.level, window.isOnEveryWorkspace]).toEqual([true, 'screen-saver', true]);
    await shell.page.invoke('answer', call.id);
    expect(shell.desktop.window('ring')).toBeUndefined();
    await untilActive(shell);
    expect(shell.desktop.focused).toEqual([]);
  });

  test('that another device answers takes notification and ring window away', async () => {
    const shell = await startAda();
    const call = await ring(shell);
    const other = await openHeadlessPhone(ada, provider, 'Other device');
    try {
      await other.until(({ calls }) => calls.length > 0);
      expect(shell.desktop.notifications).toHaveLength(1);
      await other.phone.answer(call.id);
      await shell.until(({ calls }) => calls[0]?.state.kind === 'remote');
      expect([shell.desktop.notifications, shell.desktop.window('ring')]).toEqual([[], undefined]);
    } finally {
      await other.stop();
    }
  });

  test('that is missed leaves a notification with which one calls back', async () => {
    const shell = await startAda();
    await ring(shell);
    const { id } = caller.phone.state.calls[0]!;
    await caller.phone.cancel(id);
    await shell.until(({ calls }) => calls[0]?.state.kind === 'ended');
    expect(shell.desktop.notifications.map(({ options }) => options.title)).toEqual(['Missed call']);
    shell.desktop.notifications[0]!.press('Call back');
    const { calls } = await caller.until((state) => state.calls.some(({ state: { kind } }) => kind === 'ringing'));
    await caller.phone.decline(calls[0]!.id);
    await untilCallerEnded();
  });
});

test('UI: The computer does not sleep during a call, which shows itself in a strip while the window is out of sight', async () => {
  const shell = await startAda();
  const call = await ring(shell);
  await shell.page.invoke('answer', call.id);
  await untilActive(shell);
  expect([...shell.desktop.blockers.values()]).toEqual(['prevent-app-suspension']);
  expect(shell.desktop.window('strip')).toBeUndefined();
  shell.desktop.window('')!.close();
  expect(shell.desktop.window('')!.isVisible()).toBe(false);
  expect(shell.desktop.window('strip')!.bounds).toMatchObject({ width: 320, height: 96 });
  await shell.page.invoke('showWindow', call.id);
  expect(shell.desktop.window('strip')).toBeUndefined();
  await shell.page.invoke('end', call.id);
  await untilCallerEnded();
  await shell.until(({ calls: [ended] }) => ended?.state.kind === 'ended');
  expect(shell.desktop.blockers.size).toBe(0);
});

test('UI: after sleep the phone is back online by itself', async () => {
  const shell = await startAda();
  const { since } = (await shell.until(({ connection }) => connection.kind === 'online')).connection as {
    since: number;
  };
  shell.powerMonitor.emit('suspend');
  shell.powerMonitor.emit('resume');
  await shell.until(({ connection }) => connection.kind === 'online' && connection.since > since);
  await ring(shell);
  await shell.page.invoke('decline', shell.page.state.calls[0]!.id);
  await untilCallerEnded();
});

describe('UI: a tel:, callto: or ripp: link', () => {
  test.each([
    ['on the command line of the first start', 'linux', { args: ['tel:+1-408-555-0199'] }],
    [
      'from macOS before it is ready',
      'darwin',
      { beforeReady: ({ app }) => app.emit('open-url', { preventDefault() {} }, 'tel:+1-408-555-0199') },
    ],
  ] as const satisfies readonly (readonly [string, string, Partial<ShellOptions>])[])(
    '%s is put into the dial box and calls nobody',
    async (_where, platform, options) => {
      const shell = await startAda({ platform, ...options });
      const { dialOffer, calls } = await shell.until((state) => state.dialOffer !== undefined);
      expect([dialOffer!.text, calls]).toEqual(['+1-408-555-0199', []]);
    },
  );

  test('of a second start reaches the phone that runs, which comes forward', async () => {
    const desktop = new FakeDesktop();
    const directory = await temporaryDirectory();
    const shell = await startAda({ desktop, directory, args: ['--hidden'] });
    const second = await startShell({
      desktop,
      directory,
      args: ['callto:+14085550199', '--provider', provider.url, '--token', 'x'],
    });
    expect(second.app.exitCode).toBe(0);
    const { dialOffer } = await shell.until((state) => state.dialOffer !== undefined);
    expect(dialOffer!.text).toBe('+14085550199');
    expect(shell.desktop.window('')!.isFocused()).toBe(true);
  });
});

test('closing the window quits where the person wants that', async () => {
  const shell = await startAda();
  await shell.page.invoke('changeSettings', { desktop: { closeToTray: false } });
  shell.desktop.window('')!.close();
  expect(await shell.app.exited).toBe(0);
});

test('the window opens where it was left in the last run', async () => {
  const directory = await temporaryDirectory();
  const first = await startAda({ directory });
  first.desktop.window('')!.setBounds({ x: 300, y: 200, width: 640, height: 700 });
  await first.stop();
  const second = await startAda({ directory });
  expect(second.desktop.window('')!.options).toMatchObject({ x: 300, y: 200, width: 640, height: 700 });
});

test('macOS opens the window again from the dock, and quits and ends the calls when it shuts down', async () => {
  const shell = await startAda({ platform: 'darwin' });
  const window = shell.desktop.window('')!;
  window.close();
  shell.app.emit('activate');
  expect(window.isFocused()).toBe(true);
  expect(shell.app.dockMenu?.labels).toEqual(['Dial what was copied', 'Do not disturb']);
  const call = await ring(shell);
  await shell.page.invoke('answer', call.id);
  await untilActive(shell);
  const shutdown = new FakeEvent();
  shell.powerMonitor.emit('shutdown', shutdown);
  expect(shutdown.defaultPrevented).toBe(true);
  expect(await shell.app.exited).toBe(0);
  await untilCallerEnded();
});

test('quitting in a call ends it for the far side', async () => {
  const shell = await startAda();
  const call = await ring(shell);
  await shell.page.invoke('answer', call.id);
  await untilActive(shell);
  shell.desktop.tray.item('Quit').click();
  expect(await shell.app.exited).toBe(0);
  await untilCallerEnded();
  expect(caller.phone.state.calls[0]?.state).toEqual({ kind: 'ended', reason: { kind: 'ended', by: 'them' } });
});

test('desk phones are served by a utility process, which goes when they are switched off', async () => {
  const shell = await startAda({ args: ['--sip', '127.0.0.1:0', '--sip-trust', '127.0.0.1'] });
  const { deskPhones } = await shell.until((state) => state.deskPhones.kind === 'on');
  const port = deskPhones.kind === 'on' ? deskPhones.port : 0;
  expect(await takesConnections(port)).toBe(true);
  await shell.page.invoke('changeSettings', { deskPhones: { isOn: false } });
  await shell.until((state) => state.deskPhones.kind === 'off');
  await expect.poll(() => takesConnections(port)).toBe(false);
});
