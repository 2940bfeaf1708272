import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { app, dialog, session } from 'electron';
import { assemblePhone, type AssembledPhone } from './assemble-phone.ts';
import { answerRequests } from './desktop/answer-requests.ts';
import { registerPageScheme, servePages } from './desktop/app-pages.ts';
import { showBadges } from './desktop/badges.ts';
import { notifyOfCalls } from './desktop/call-notifications.ts';
import { pinKeys, refuseBadCertificates } from './desktop/certificates.ts';
import { createDesktopHost, firstDesktopState } from './desktop/desktop-host.ts';
import { offerDesktopMenus } from './desktop/desktop-menus.ts';
import { servePhoneOverIpc } from './desktop/electron-bridge.ts';
import { openOutside } from './desktop/external-pages.ts';
import { followUpdates } from './desktop/follow-updates.ts';
import { allowHeadsets } from './desktop/hid-permissions.ts';
import { lockDownContents } from './desktop/lock-down.ts';
import { forkSipProcess } from './desktop/fork-sip-process.ts';
import { followLoginItem, startsHidden } from './desktop/login-item.ts';
import { openMainWindow } from './desktop/main-window.ts';
import { followMicrophoneAccess } from './desktop/microphone-access.ts';
import { nameApplication } from './desktop/name-application.ts';
import { createNetWire } from './desktop/net-exchange.ts';
import { restrictEverySession } from './desktop/permissions.ts';
import { platformOf } from './desktop/platform.ts';
import { keepAwake, watchPower } from './desktop/power.ts';
import { collectRequests } from './desktop/request-inbox.ts';
import { showRingWindow } from './desktop/ring-window.ts';
import { createCommandRunner } from './desktop/run-command.ts';
import { readShellArguments } from './desktop/shell-arguments.ts';
import { followShortcuts } from './desktop/shortcuts.ts';
import { showStrip } from './desktop/strip-window.ts';
import { textOf } from './desktop/system-texts.ts';
import { followLinkHandling } from './desktop/telephone-links.ts';
import { desktopImages } from './desktop/tray-images.ts';
import { showTray } from './desktop/tray.ts';
import { windowStateFile } from './desktop/window-state-file.ts';
import { LaunchError } from './launch-error.ts';
import { explainStart, launchHelp, readLaunchOptions, type LaunchOptions } from './launch-options.ts';
import { systemClock } from './node/system-clock.ts';
import { openWire } from './open-wire.ts';
import { watchSurroundings } from './watch-surroundings.ts';

const built = join(import.meta.dirname, '..');
const preload = join(built, 'preload', 'index.cjs');
const platform = platformOf(process.platform);
const images = desktopImages(join(built, '..', 'assets'), platform);
const program = process.env['APPIMAGE'] ?? process.execPath;

/** The phone in Electron: main here, its windows in sandboxed renderers. */
async function start(options: LaunchOptions, directory: string): Promise<void> {
  await app.whenReady();
  const ours = session.defaultSession;
  pinKeys(ours, options.pins ?? []);
  servePages(ours, join(built, 'renderer'));
  const assembled = await assemblePhone({
    directory,
    start: options.start,
    ...(options.deviceName === undefined ? {} : { deviceName: options.deviceName }),
    wire: options.extraCertificates.length > 0 ? await openWire(options) : createNetWire(ours),
    openPage: openOutside,
    startSip: forkSipProcess(join(import.meta.dirname, 'sip.js')),
    ...(options.deskPhones === undefined ? {} : { deskPhones: options.deskPhones }),
  }).catch((error: unknown) => {
    throw explainStart(error, { port: options.port, directory });
  });
  quitWith(assembled, showPhone(assembled, directory));
}

/** The window of the phone and everything else of it that the desktop shows. Returns the way to stop all that. */
function showPhone({ phone, log }: AssembledPhone, directory: string): () => void {
  const stopServing = servePhoneOverIpc(phone, log);
  const mainWindow = openMainWindow({
    preload,
    phone,
    isHidden: startsHidden(platform, shellArguments.isHidden),
    store: windowStateFile(join(directory, 'window.json')),
  });
  const tell = phone.attachDesktop(
    createDesktopHost({ platform, mainWindow, onOpened: (openedOn) => tell({ openedOn }) }),
    firstDesktopState(platform),
  );
  const run = createCommandRunner({ phone, quit: () => app.quit(), log });
  const surface = { preload, platform, images, clock: systemClock, program, mainWindow, textOf, run, log };
  const stops = [
    stopServing,
    watchSurroundings({ phone, log }),
    watchPower(phone, log),
    keepAwake(phone),
    showTray(phone, surface),
    showRingWindow(phone, surface),
    showStrip(phone, surface),
    notifyOfCalls(phone, surface),
    showBadges(phone, surface),
    offerDesktopMenus(phone, surface),
    followShortcuts(phone, { run, onTaken: (takenShortcuts) => tell({ takenShortcuts }) }),
    followLoginItem(phone, {
      platform,
      configDirectory: process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'),
      command: app.isPackaged ? [program] : [program, app.getAppPath()],
      log,
    }),
    followLinkHandling(phone, log),
    followUpdates(phone, { clock: systemClock, log }),
    allowHeadsets(session.defaultSession, () => phone.state.settings.headset),
    followMicrophoneAccess(phone, { platform, onChange: (microphone) => tell({ microphone }) }),
    answerRequests(inbox, phone, run),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Lets the phone end its calls before the application is gone. */
function quitWith({ stop }: AssembledPhone, stopShowing: () => void): void {
  let isStopped = false;
  app.on('will-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    stopShowing();
    void stop().finally(() => {
      isStopped = true;
      app.quit();
    });
  });
}

/** Tells the person why there is no phone, and leaves. */
async function giveUp(error: unknown): Promise<void> {
  if (!(error instanceof LaunchError)) console.error(error);
  await app.whenReady();
  const sentence =
    error instanceof LaunchError ? error.message : 'Byway could not start. Start it again; its log says why.';
  dialog.showErrorBox('Byway', sentence);
  app.exit(error instanceof LaunchError ? error.exitCode : 1);
}

const shellArguments = readShellArguments(process.argv.slice(app.isPackaged ? 1 : 2));
app.enableSandbox();
nameApplication(platform);
registerPageScheme();
restrictEverySession(app);
refuseBadCertificates(app);
lockDownContents(app);
const inbox = collectRequests(shellArguments.request);

// Electron is not ready before this module has run to its end: what must come first is awaited here, the rest is not.
try {
  const options = await readLaunchOptions(shellArguments.rest, process.env);
  if (options === 'help') {
    process.stdout.write(launchHelp);
    app.exit();
  } else {
    const directory = resolve(options.dataDirectory ?? app.getPath('userData'));
    app.setPath('userData', directory);
    // The phone that runs already does what this start asks for.
    if (app.requestSingleInstanceLock(shellArguments.request)) start(options, directory).catch(giveUp);
    else app.exit();
  }
} catch (error) {
  void giveUp(error);
}
