// npm run check: types, format, style and import rules; no tests.
import { ensureInstalled, main, runNode, binOf } from './machine.mjs';
import { runChecks } from './stages.mjs';

await main(async () => {
  ensureInstalled();
  const failed = await runChecks();
  const imports = await runNode([binOf('vitest'), 'run', '--project', 'architecture', '--reporter', 'dot']);
  return failed.length === 0 ? imports : 1;
});
