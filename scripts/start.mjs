// npm start: installs what is missing, builds, and runs the phone.
import { buildElectron, buildRenderer } from './build.mjs';
import { electronBinary, fetchElectron } from './electron.mjs';
import { ensureInstalled, isRemembered, main, remember, root, run, runNode, say } from './machine.mjs';

const dayMs = 24 * 60 * 60 * 1000;

await main(async () => {
  const { args, token } = takeToken(process.argv.slice(2));
  if (token !== undefined) process.env.BYWAY_TOKEN = token;
  ensureInstalled();
  if (args.includes('--help')) return runNode(['src-main/browser.ts', '--help']);
  const isForBrowser = args.includes('--browser') || args.includes('--json');
  const electron = isForBrowser ? undefined : await findElectron();
  if (electron !== undefined) {
    await buildElectron();
    return run(electron, [root, ...args]);
  }
  await buildRenderer();
  return runNode(['src-main/browser.ts', ...args]);
});

/** A token must not stand in the arguments of what we start: others on this machine can read those. */
function takeToken(given) {
  const args = [];
  let token;
  for (let index = 0; index < given.length; index++) {
    const arg = given[index];
    if (arg === '--token' && index + 1 < given.length) token = given[++index];
    else if (arg.startsWith('--token=')) token = arg.slice('--token='.length);
    else args.push(arg);
  }
  return { args, token };
}

/** The Electron binary, fetched where it is not there yet; undefined, and said why, where it cannot be had. */
async function findElectron() {
  const inBrowser = 'so Byway opens in your browser.';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    say(`There is no desktop for Electron here, ${inBrowser}`);
    return undefined;
  }
  const known = electronBinary();
  if (known !== undefined) return known;
  if (!isRemembered('electron-unreachable', dayMs)) {
    say('Fetching Electron.');
    await fetchElectron();
    const fetched = electronBinary();
    if (fetched !== undefined) return fetched;
    remember('electron-unreachable');
  }
  say(`Electron's binary cannot be fetched here, ${inBrowser}`);
  return undefined;
}
