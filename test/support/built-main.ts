import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');
/** What stays outside of the bundle: what is native or optional. */
const external = ['electron', 'keytar', '@currentspace/http3', '@currentspace/http3/fetch', '@redis/client'];

/** The main process as it ships, in a directory of its own below `node_modules`, where its packages are found. */
export async function buildMain(): Promise<{ readonly directory: string; remove(): Promise<void> }> {
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const directory = await mkdtemp(join(cache, 'byway-main-'));
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: 'src-main/main.ts',
      target: 'node24',
      outDir: directory,
      emptyOutDir: true,
      minify: true,
      rolldownOptions: { external, output: { entryFileNames: 'index.js' } },
    },
    ssr: { noExternal: true, external },
  });
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
