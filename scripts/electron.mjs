import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binOf, projectEnvironment, projectNode, root, run } from './machine.mjs';

const fetchLimitMs = 180_000;

/** The path of Electron's binary; undefined where it was not fetched. */
export function electronBinary() {
  const folder = join(root, 'node_modules', 'electron');
  const pointer = join(folder, 'path.txt');
  if (!existsSync(pointer)) return undefined;
  const binary = join(folder, 'dist', readFileSync(pointer, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

/** Tries to fetch Electron's binary, for a while; `electronBinary` tells whether it is there. */
export async function fetchElectron() {
  const node = projectNode();
  const fetching = run(node, [binOf('electron', 'install-electron'), '--no'], {
    environment: projectEnvironment(node),
    stdio: 'ignore',
  });
  let timer;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, fetchLimitMs);
  });
  await Promise.race([fetching, limit]);
  clearTimeout(timer);
}
