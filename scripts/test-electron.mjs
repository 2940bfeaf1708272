// npm run test:electron: the phone in a real Electron, where its binary is there (npx install-electron --no fetches it).
import { buildElectron } from './build.mjs';
import { electronBinary } from './electron.mjs';
import { binOf, ensureInstalled, main, runNode, say } from './machine.mjs';

await main(async () => {
  ensureInstalled();
  const binary = electronBinary();
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const hasDesktop = process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
  if (binary === undefined || !hasDesktop) {
    const missing = binary === undefined ? "Electron's binary is not here" : 'there is no desktop for Electron here';
    say(`SKIPPED the tests in Electron: ${missing}.`);
    return 0;
  }
  await buildElectron();
  process.env.BYWAY_ELECTRON = binary;
  return runNode([binOf('vitest'), 'run', '--project', 'electron']);
});
