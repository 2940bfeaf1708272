// npm run screenshots [-- DIRECTORY]: the pictures of the README.
import { buildRenderer } from './build.mjs';
import { ensureDebianPackages } from './debian-packages.mjs';
import { CommandError, ensureInstalled, main, runNode } from './machine.mjs';

await main(async () => {
  const missing = ensureDebianPackages();
  if (missing !== undefined) throw new CommandError(`The screenshots need Debian's packages: ${missing}`);
  ensureInstalled();
  await buildRenderer();
  return runNode(['scripts/take-screenshots.ts', ...process.argv.slice(2)]);
});
