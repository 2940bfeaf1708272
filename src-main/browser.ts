import { join, resolve } from 'node:path';
import { assemblePhone } from './assemble-phone.ts';
import { startBrowserHost } from './bridge/browser-host.ts';
import { explainStart, LaunchError, launchHelp, readLaunchOptions } from './launch-options.ts';
import { defaultDataDirectory } from './node/data-directory.ts';
import { createHttp2Exchange } from './node/http2-exchange.ts';
import { openInBrowser } from './node/open-in-browser.ts';

const root = join(import.meta.dirname, '..', 'out', 'renderer');

/** The phone without Electron: main here, its window in the browser. */
async function main(): Promise<void> {
  const options = await readLaunchOptions(process.argv.slice(2), process.env);
  if (options === 'help') return void process.stdout.write(launchHelp);
  const directory = resolve(options.dataDirectory ?? defaultDataDirectory());
  const wire = createHttp2Exchange({ trust: { certificates: options.extraCertificates, isExclusive: false } });
  const explain = (error: unknown): never => {
    throw explainStart(error, { port: options.port, directory });
  };
  const { phone, log, stop } = await assemblePhone({
    directory,
    start: options.start,
    ...(options.deviceName === undefined ? {} : { deviceName: options.deviceName }),
    exchange: wire.exchange,
    openPage: openInBrowser,
  }).catch(explain);
  const host = await startBrowserHost({ phone, root, port: options.port, log }).catch(async (error: unknown) => {
    await stop();
    return explain(error);
  });
  const quit = async (): Promise<void> => {
    await host.stop();
    await stop();
    wire.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void quit());
  if (options.isForScripts) return console.log(JSON.stringify({ ready: true, url: host.url }));
  const isOpen = await openInBrowser(host.url);
  console.log(
    `${isOpen ? 'Byway opens in your browser' : 'Open Byway in your browser'}: ${host.url}\nCtrl-C stops it.`,
  );
}

await main().catch((error: unknown) => {
  if (!(error instanceof LaunchError))
    console.error('Byway could not start. This is a defect; please report what follows.');
  console.error(error instanceof LaunchError ? error.message : error);
  process.exit(error instanceof LaunchError ? error.exitCode : 1);
});
