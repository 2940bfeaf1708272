import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

/** The page of the phone, built as it ships into a directory of its own; `remove` takes the directory away. */
export async function buildRenderer(): Promise<{ readonly directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'byway-renderer-'));
  await build({
    configFile: join(import.meta.dirname, '../../vite.renderer.config.ts'),
    logLevel: 'error',
    build: { outDir: directory, emptyOutDir: true },
  });
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
