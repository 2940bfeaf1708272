// npm run bench -- NAME [--json]: figures, no assertions.
import { buildRenderer } from './build.mjs';
import { ensureDebianPackages } from './debian-packages.mjs';
import { CommandError, ensureInstalled, main, runNode } from './machine.mjs';

await main(async () => {
  const missing = ensureDebianPackages();
  if (missing !== undefined) throw new CommandError(`The benches need Debian's packages: ${missing}`);
  ensureInstalled();
  await buildRenderer();
  return runNode(['bench/main.ts', ...process.argv.slice(2)]);
});
