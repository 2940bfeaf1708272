import { join, resolve } from 'node:path';
import { app, dialog, session, shell } from 'electron';
import { assemblePhone, type AssembledPhone } from './assemble-phone.ts';
import { registerPageScheme, servePages } from './desktop/app-pages.ts';
import { servePhoneOverIpc } from './desktop/electron-bridge.ts';
import { lockDownContents } from './desktop/lock-down.ts';
import { openMainWindow } from './desktop/main-window.ts';
import { createNetWire } from './desktop/net-exchange.ts';
import { restrictPermissions } from './desktop/permissions.ts';
import { watchForResume } from './desktop/power.ts';
import { explainStart, LaunchError, launchHelp, readLaunchOptions, type LaunchOptions } from './launch-options.ts';
import { openWire } from './open-wire.ts';
import { watchSurroundings } from './watch-surroundings.ts';

const built = join(import.meta.dirname, '..');

/** The phone in Electron: main here, its window in a sandboxed renderer. */
async function start(options: LaunchOptions, directory: string): Promise<void> {
  await app.whenReady();
  const ours = session.defaultSession;
  restrictPermissions(ours);
  servePages(ours, join(built, 'renderer'));
  const assembled = await assemblePhone({
    directory,
    start: options.start,
    ...(options.deviceName === undefined ? {} : { deviceName: options.deviceName }),
    wire: options.extraCertificates.length > 0 ? await openWire(options) : createNetWire(ours),
    openPage: (url) =>
      shell.openExternal(url).then(
        () => true,
        () => false,
      ),
  }).catch((error: unknown) => {
    throw explainStart(error, { port: options.port, directory });
  });
  const stops = [
    servePhoneOverIpc(assembled.phone, assembled.log),
    watchSurroundings(assembled),
    watchForResume(() => void assembled.phone.networkChanged()),
  ];
  quitWith(assembled, () => {
    for (const stop of stops) stop();
  });
  await openMainWindow(join(built, 'preload', 'index.cjs'));
}

/** Lets the phone end its calls before the application is gone. */
function quitWith({ stop }: AssembledPhone, stopServices: () => void): void {
  let isStopped = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    stopServices();
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

app.enableSandbox();
registerPageScheme();
lockDownContents(app);

// Electron is not ready before this module has run to its end: what must come first is awaited here, the rest is not.
try {
  const options = await readLaunchOptions(process.argv.slice(app.isPackaged ? 1 : 2), process.env);
  if (options === 'help') {
    process.stdout.write(launchHelp);
    app.exit();
  } else {
    const directory = resolve(options.dataDirectory ?? app.getPath('userData'));
    app.setPath('userData', directory);
    start(options, directory).catch(giveUp);
  }
} catch (error) {
  void giveUp(error);
}
