// npm run fix: mends what the linter and the formatter can mend.
import { binOf, ensureInstalled, main, runNode } from './machine.mjs';

await main(async () => {
  ensureInstalled();
  const lint = await runNode([binOf('eslint'), '--fix', '.']);
  const format = await runNode([binOf('prettier'), '--write', '--log-level', 'warn', '.']);
  return lint === 0 ? format : lint;
});
