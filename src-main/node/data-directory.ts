import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a phone of this person keeps its settings when nothing else is asked for. */
export function defaultDataDirectory(): string {
  const home = homedir();
  switch (process.platform) {
    case 'win32':
      return join(process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Byway');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Byway');
    default:
      return join(process.env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'byway');
  }
}

/** The directory is in use by another phone that runs. */
export class DirectoryInUse extends Error {}

/** Takes a data directory for this process. Throws `DirectoryInUse`, and what the file system throws. Returns the release. */
export async function takeDataDirectory(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = join(directory, 'running.pid');
  const owner = Number(await readFile(lock, 'utf8').catch(() => '0'));
  if (owner > 0 && owner !== process.pid && isRunning(owner)) throw new DirectoryInUse(directory);
  await rm(lock, { force: true });
  const file = await open(lock, 'wx').catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? new DirectoryInUse(directory) : error;
  });
  await file.writeFile(String(process.pid));
  await file.close();
  return () => rm(lock, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** This device's own id for ever and everywhere (PROTOCOL 2), made at the first start. */
export async function keepDeviceId(directory: string): Promise<string> {
  const path = join(directory, 'device-id');
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (/^[\w:-]{8,256}$/u.test(kept)) return kept;
  const made = `urn:uuid:${randomUUID()}`;
  await writeFile(path, `${made}\n`);
  return made;
}
