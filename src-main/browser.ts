import { join, resolve } from 'node:path';
import type { DeskPhonesState } from '../src-bridge/desk-phones.ts';
import { assemblePhone } from './assemble-phone.ts';
import { startBrowserHost } from './bridge/browser-host.ts';
import { LaunchError } from './launch-error.ts';
import { explainStart, launchHelp, readLaunchOptions } from './launch-options.ts';
import { forkSipProcess } from './node/fork-sip-process.ts';
import { defaultDataDirectory } from './node/data-directory.ts';
import { openInBrowser } from './node/open-in-browser.ts';
import { openWire } from './open-wire.ts';
import type { RunningPhone } from './session/phone.ts';
import { sipRefusal } from './sip-options.ts';
import { watchSurroundings } from './watch-surroundings.ts';

const root = join(import.meta.dirname, '..', 'out', 'renderer');
const stopLimitMs = 5000;

/** The phone without Electron: main here, its window in the browser. */
async function main(): Promise<void> {
  const options = await readLaunchOptions(process.argv.slice(2), process.env);
  if (options === 'help') return void process.stdout.write(launchHelp);
  const directory = resolve(options.dataDirectory ?? defaultDataDirectory());
  const wire = await openWire(options);
  const explain = (error: unknown): never => {
    throw explainStart(error, { port: options.port, directory });
  };
  const { phone, log, stop } = await assemblePhone({
    directory,
    start: options.start,
    ...(options.deviceName === undefined ? {} : { deviceName: options.deviceName }),
    wire,
    openPage: openInBrowser,
    startSip: forkSipProcess(new URL('sip.ts', import.meta.url)),
    ...(options.deskPhones === undefined ? {} : { deskPhones: options.deskPhones }),
  }).catch(explain);
  const host = await startBrowserHost({ phone, root, port: options.port, log }).catch(async (error: unknown) => {
    await stop();
    return explain(error);
  });
  const stopWatching = watchSurroundings({ phone, log });
  const stopAll = async (): Promise<void> => {
    stopWatching();
    await host.stop();
    await stop();
    wire.close();
  };
  quitOnSignal(stopAll);
  const whereItListens = options.deskPhones === undefined ? undefined : listening(phone);
  const sip = await whereItListens?.catch(async (error: unknown) => {
    await stopAll();
    throw error;
  });
  if (options.isForScripts)
    return console.log(JSON.stringify({ ready: true, url: host.url, ...(sip === undefined ? {} : { sip }) }));
  if (sip !== undefined) console.log(`Desk phones can watch at ${sip.address}, port ${sip.port}.`);
  console.log(`Byway opens in your browser: ${host.url}\nCtrl-C stops it.`);
  if (!(await openInBrowser(host.url))) console.log('There is no browser to open. Open that address yourself.');
}

/** Where desk phones are listened for. Throws a `LaunchError` where that cannot be. */
function listening(phone: RunningPhone): Promise<Extract<DeskPhonesState, { kind: 'on' }>> {
  return new Promise((resolve, reject) => {
    const stop = phone.subscribe(({ deskPhones }) => {
      if (deskPhones.kind === 'on') resolve(deskPhones);
      else if (deskPhones.kind === 'failed') reject(sipRefusal(deskPhones.problem));
      else return;
      queueMicrotask(() => stop());
    });
  });
}

/** Ctrl-C reaches us from the terminal and once more from whoever started us; what does not stop in time is cut off. */
function quitOnSignal(stop: () => Promise<void>): void {
  let isQuitting = false;
  const quit = (): void => {
    if (isQuitting) return;
    isQuitting = true;
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, quit);
}

function fail(error: unknown): never {
  const isTheirs = error instanceof LaunchError;
  console.error(isTheirs ? error.message : `Byway has a defect; please report it with this: ${String(error)}`);
  process.exit(isTheirs ? error.exitCode : 1);
}

await main().catch(fail);
