// npm run server: the reference provider.
import { ensureInstalled, main, runNode } from './machine.mjs';

await main(() => {
  ensureInstalled();
  return runNode(['src-server/main.ts', ...process.argv.slice(2)]);
});
