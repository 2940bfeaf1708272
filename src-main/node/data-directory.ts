import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { homedir, uptime } from 'node:os';
import { dirname, join } from 'node:path';

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
  await makeDirectory(directory);
  const lock = join(directory, 'running.pid');
  if (!(await claim(lock))) {
    if (await isHeld(lock)) throw new DirectoryInUse(directory);
    await rm(lock, { force: true });
    if (!(await claim(lock))) throw new DirectoryInUse(directory);
  }
  return () => rm(lock, { force: true });
}

/** Level by level: Node's own `recursive` never returns where a parent is there and takes no directory (/proc). */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || (await isThere(dirname(directory)))) throw error;
    await makeDirectory(dirname(directory));
    await makeDirectory(directory);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** True when the lock was free and is ours now. */
async function claim(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** True while the process that wrote the lock runs. Numbers of processes begin anew when the machine starts. */
async function isHeld(lock: string): Promise<boolean> {
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (!Number.isInteger(owner) || owner <= 0 || owner === process.pid) return false;
  const writtenAt = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return writtenAt > Date.now() - uptime() * 1000 && isRunning(owner);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** This device's own id for ever and everywhere (PROTOCOL 2), made at the first start. */
export async function keepDeviceId(directory: string): Promise<string> {
  const path = join(directory, 'device-id');
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (/^[\w:-]{8,256}$/u.test(kept)) return kept;
  const made = `urn:uuid:${randomUUID()}`;
  await writeFile(path, `${made}\n`, { mode: 0o600 });
  return made;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
