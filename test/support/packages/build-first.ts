import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const build = pathToFileURL(join(import.meta.dirname, '..', '..', '..', 'scripts', 'build.mjs'));

/** Builds what is packaged where it is older than its sources, before the first test. */
export default function setup(): void {
  const script = `const { buildElectron } = await import(${JSON.stringify(build.href)}); await buildElectron();`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
}
