// npm test: the gate. Installs what the tests need, checks, and runs every test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildElectron, buildRenderer } from './build.mjs';
import { ensureDebianPackages } from './debian-packages.mjs';
import { ensureKeytar } from './keytar.mjs';
import { binOf, ensureInstalled, main, runNode, say } from './machine.mjs';
import { runChecks, seconds } from './stages.mjs';

/** Suites in the order in which a failure is cheapest; `desktop` needs Debian's packages. */
const suites = ['architecture', 'unit', 'scenario', 'network', 'packages', 'desktop'];

await main(async () => {
  const missing = ensureDebianPackages();
  ensureInstalled();
  if (missing === undefined) ensureKeytar();
  const failedChecks = await runChecks();
  await buildRenderer();
  await buildElectron();
  const totals = { passed: 0, failed: failedChecks.length, skipped: 0 };
  for (const suite of suites) {
    if (suite === 'desktop' && missing !== undefined) say(`SKIPPED desktop and keychain tests: ${missing}`);
    else await runSuite(suite, totals, missing === undefined);
  }
  say('');
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
});

async function runSuite(suite, totals, hasDebianPackages) {
  const folder = mkdtempSync(join(tmpdir(), 'byway-tests-'));
  const report = join(folder, 'report.json');
  const began = Date.now();
  process.env.NO_COLOR = '1';
  if (hasDebianPackages) process.env.BYWAY_HAS_DEBIAN_PACKAGES = '1';
  const code = await runNode([
    binOf('vitest'),
    'run',
    '--project',
    suite,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const result = readReport(report);
  rmSync(folder, { recursive: true });
  totals.passed += result.numPassedTests;
  totals.failed += result.numFailedTests;
  totals.skipped += result.numPendingTests;
  if (code !== 0 && result.numFailedTests === 0) totals.failed++;
  say(`${code === 0 ? 'ok    ' : 'FAILED'} ${suite} (${seconds(began)} s)`);
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  }
}
