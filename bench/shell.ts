import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildMain } from '../test/support/built-main.ts';
import { buildPreload } from '../test/support/built-preload.ts';
import { buildRenderer } from '../test/support/built-renderer.ts';
import { startReadyProcess } from '../test/support/ready-process.ts';
import { figure, type Figures } from './figures.ts';

const rounds = 3;

/** Size of every file below `directory`, gzipped where `isZipped`, bytes. */
async function bytesOf(directory: string, isZipped: boolean): Promise<number> {
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const sizes = files.map(async ({ parentPath, name }) => {
    const content = await readFile(join(parentPath, name));
    return (isZipped ? gzipSync(content) : content).length;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/**
 * The shell without Electron's binary: what is shipped of it, bytes; how long `main.ts` takes on the fake of Electron from
 * the start of its process to the first state in a page, ms; and the messages between main and a page in a call-second.
 */
export async function shell(): Promise<Figures> {
  const renderer = await buildRenderer();
  const main = await buildMain();
  const preload = Buffer.from(await buildPreload());
  const firstState: number[] = [];
  const states: number[] = [];
  const packets: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const data = await mkdtemp(join(tmpdir(), 'byway-shell-'));
      const environment = { DBUS_SESSION_BUS_ADDRESS: 'disabled:', XDG_CONFIG_HOME: data };
      const run = await startReadyProcess('bench/shell-process.ts', [main.directory, data], environment);
      firstState.push(Number(run.ready['firstStateMs']));
      states.push(Number(run.ready['statesPerSecond']));
      packets.push(Number(run.ready['packetsPerSecond']));
      await run.stop();
      await rm(data, { recursive: true, force: true });
    }
    return {
      rendererGzipBytes: figure([await bytesOf(renderer.directory, true)]),
      preloadGzipBytes: figure([gzipSync(preload).length]),
      mainBytes: figure([await bytesOf(main.directory, false)]),
      firstStateMs: figure(firstState),
      stateMessagesPerCallSecond: figure(states),
      audioMessagesPerCallSecond: figure(packets),
    };
  } finally {
    await renderer.remove();
    await main.remove();
  }
}
