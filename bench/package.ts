import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extractAll } from '@electron/asar';
import { packageFor } from '../test/support/packages/packaged.ts';
import { figure, type Figures } from './figures.ts';

/** What a package of this system weighs beside Electron itself, bytes. */
export async function packageSizes(): Promise<Figures> {
  const packaged = await packageFor('linux');
  try {
    const archive = join(packaged.resources, 'app.asar');
    const unpacked = join(packaged.app, 'archive');
    extractAll(archive, unpacked);
    const bytes = (folder: string): Promise<number> => bytesBelow(join(unpacked, folder));
    return {
      resourcesBytes: figure([await bytesBelow(packaged.resources)]),
      mainBytes: figure([await bytes('out/main')]),
      preloadBytes: figure([await bytes('out/preload')]),
      rendererBytes: figure([await bytes('out/renderer')]),
      trayBytes: figure([await bytes('assets')]),
      keychainBytes: figure([await bytes('node_modules')]),
    };
  } finally {
    await packaged.remove();
  }
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
