import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isWindows, projectEnvironment, root, say } from './machine.mjs';

/**
 * keytar is optional and compiled where no built one can be fetched; packages that were installed before the headers
 * of the keychain were there lack it. Builds it then.
 */
export function ensureKeytar() {
  const folder = join(root, 'node_modules', 'keytar');
  if (existsSync(join(folder, 'build', 'Release', 'keytar.node'))) return;
  say('Building the keychain module.');
  const options = { cwd: root, env: projectEnvironment(), stdio: 'ignore', shell: isWindows };
  const args = existsSync(folder)
    ? ['rebuild', 'keytar']
    : ['install', '--no-save', '--no-fund', '--no-audit', 'keytar'];
  const { status } = spawnSync('npm', args, options);
  if (status !== 0) say('The keychain module could not be built; tests that need it will say so.');
}
