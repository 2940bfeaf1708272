import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { binOf, CommandError, newestChange, root, runNode, say } from './machine.mjs';

const rendererSources = ['src-renderer', 'src-bridge', 'vite.renderer.config.ts', 'package-lock.json'];
const electronSources = [...rendererSources, 'src-main', 'src-protocol', 'src-server', 'electron.vite.config.ts'];

/** Builds the renderer into `out/renderer` where its sources are newer. */
export async function buildRenderer() {
  const page = join(root, 'out', 'renderer', 'index.html');
  if (isBuilt(page, rendererSources)) return;
  say('Building the window.');
  await build(['vite', 'build', '--config', 'vite.renderer.config.ts', '--logLevel', 'warn']);
}

/** Builds main, preload and renderer for Electron into `out`, and renders the pictures that the shell shows. */
export async function buildElectron() {
  await buildIcons();
  if (isBuilt(join(root, 'out', 'main', 'index.js'), electronSources)) return;
  say('Building Byway.');
  await build(['electron-vite', 'build', '--logLevel', 'warn']);
}

/** Renders what `assets` has as drawings, where a drawing is newer. */
async function buildIcons() {
  const drawings = readdirSync(join(root, 'assets'), { recursive: true }).filter((file) => file.endsWith('.svg'));
  const sources = ['scripts/icons', ...drawings.map((file) => join('assets', file))];
  if (isBuilt(join(root, 'assets', 'app', 'icon.icns'), sources)) return;
  const { renderIcons } = await import('./icons/render.mjs');
  renderIcons(join(root, 'assets'));
}

function isBuilt(result, sources) {
  return existsSync(result) && statSync(result).mtimeMs >= newestChange(sources);
}

async function build([tool, ...args]) {
  const code = await runNode([binOf(tool), ...args], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new CommandError('The build failed; the lines above say where.');
}
