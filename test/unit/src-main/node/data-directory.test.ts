import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import {
  defaultDataDirectory,
  DirectoryInUse,
  keepDeviceId,
  takeDataDirectory,
} from '../../../../src-main/node/data-directory.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

let parent: string;
let directory: string;
let lock: string;

beforeEach(async () => {
  parent = await temporaryDirectory();
  directory = join(parent, 'deep', 'byway');
  lock = join(directory, 'running.pid');
});

test('taking a directory makes it, for this person alone, and names this process in the lock', async () => {
  const release = await takeDataDirectory(directory);
  expect((await stat(directory)).mode & 0o077).toBe(0);
  expect(await readFile(lock, 'utf8')).toBe(String(process.pid));
  await release();
  expect(await readdir(directory)).toEqual([]);
});

test('a directory that a running process holds cannot be taken, until that process is gone', async () => {
  await (
    await takeDataDirectory(directory)
  )();
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(other, 'spawn');
  await writeFile(lock, String(other.pid));
  await expect(takeDataDirectory(directory)).rejects.toBeInstanceOf(DirectoryInUse);
  expect(await readFile(lock, 'utf8')).toBe(String(other.pid));
  other.kill('SIGKILL');
  await once(other, 'exit');
  await (
    await takeDataDirectory(directory)
  )();
});

test('a lock from before the machine started is void, though its number runs again', async () => {
  await (
    await takeDataDirectory(directory)
  )();
  await writeFile(lock, String(process.ppid));
  await expect(takeDataDirectory(directory)).rejects.toBeInstanceOf(DirectoryInUse);
  await utimes(lock, new Date(0), new Date(0));
  await (
    await takeDataDirectory(directory)
  )();
});

test.each(['', 'x', '-1', '0', '1.5'])('a lock that says %j is void', async (text) => {
  await (
    await takeDataDirectory(directory)
  )();
  await writeFile(lock, text);
  await (
    await takeDataDirectory(directory)
  )();
});

test('a path that leads through a file is refused with what the file system says', async () => {
  const file = join(parent, 'file');
  await writeFile(file, '');
  await expect(takeDataDirectory(file)).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(takeDataDirectory(join(file, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.skipIf(!existsSync('/proc/self'))('a place where no directory can be made is refused at once', async () => {
  await expect(takeDataDirectory('/proc/byway/deep')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('the id of this device is made once, and anew only where it is damaged', async () => {
  const made = await keepDeviceId(parent);
  expect(made).toMatch(/^urn:uuid:[\da-f-]{36}$/u);
  expect(await keepDeviceId(parent)).toBe(made);
  await writeFile(join(parent, 'device-id'), 'not <an> id');
  const again = await keepDeviceId(parent);
  expect(again).not.toBe(made);
  expect(await keepDeviceId(parent)).toBe(again);
});

test.each([
  ['linux', { XDG_DATA_HOME: '/data' }, /^\/data\/byway$/u],
  ['linux', {}, /\.local\/share\/byway$/u],
  ['darwin', {}, /Library\/Application Support\/Byway$/u],
  ['win32', { APPDATA: '/roaming' }, /^\/roaming\/Byway$/u],
] as const)('on %s with %j the default place is the one of the OS', (platform, environment, expected) => {
  vi.stubEnv('XDG_DATA_HOME', undefined);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const before = Object.getOwnPropertyDescriptor(process, 'platform');
  Object.defineProperty(process, 'platform', { value: platform });
  try {
    expect(defaultDataDirectory()).toMatch(expected);
  } finally {
    Object.defineProperty(process, 'platform', before ?? {});
    vi.unstubAllEnvs();
  }
});
