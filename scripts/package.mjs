// npm run package [-- --dir]: the installers of this system, in dist/. With --dir the application as a folder.
// For the tests: --system (win32, darwin, linux), --electron and --output (folders) package for another system.
import { parseArgs } from 'node:util';
import { buildElectron } from './build.mjs';
import { ensureKeytar } from './keytar.mjs';
import { binOf, CommandError, ensureInstalled, main, runNode, say } from './machine.mjs';
import { packageArguments } from './package-options.mjs';

await main(async () => {
  const { values } = parseArgs({
    options: {
      dir: { type: 'boolean', default: false },
      system: { type: 'string', default: process.platform },
      electron: { type: 'string' },
      output: { type: 'string' },
    },
  });
  ensureInstalled();
  ensureKeytar();
  await buildElectron();
  const updateUrl = readUpdateUrl(process.env.BYWAY_UPDATE_URL);
  if (updateUrl === undefined) say('BYWAY_UPDATE_URL is not set: these packages will look for no updates.');
  return runNode([
    binOf('electron-builder'),
    ...packageArguments({
      platform: values.system,
      arch: process.arch,
      updateUrl,
      isUnpacked: values.dir,
      config: {
        ...(values.electron === undefined ? {} : { electronDist: values.electron }),
        ...(values.output === undefined ? {} : { 'directories.output': values.output }),
        // Only a Mac has the program that signs ad hoc.
        'electronFuses.resetAdHocDarwinSignature': process.platform === 'darwin',
      },
    }),
  ]);
});

function readUpdateUrl(text) {
  if (!text) return undefined;
  if (URL.canParse(text) && new URL(text).protocol === 'https:') return text;
  throw new CommandError('BYWAY_UPDATE_URL must be an https address: updates come from nowhere else.');
}
