import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'out', 'main');
let scripts: ReadonlyMap<string, string>;
beforeAll(async () => {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.js'));
  scripts = new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const)),
  );
});

/** What the scripts of main import from outside of themselves, at once or later. */
function packagesOf(text: string): string[] {
  const imports = text.matchAll(/(?:^(?:import|export) (?:[\w\s{},*$]+ from )?|\bimport\(|__require\()"([^"]+)"/gmu);
  return [...imports].map(([, name = '']) => name).filter((name) => !name.startsWith('.') && !isBuiltin(name));
}

test('the built main needs no package but those that are loaded where they are wanted', () => {
  const packages = new Set([...scripts.values()].flatMap(packagesOf));
  expect([...packages].toSorted()).toEqual(['@currentspace/http3', '@redis/client', 'electron', 'keytar']);
});

test('the built main finds the recordings of the built-in provider beside it', () => {
  const readers = [...scripts].filter(([, text]) => text.includes('import.meta.dirname, "audio"'));
  expect(readers.map(([file]) => file)).toEqual(['index.js']);
});

test('the built main loads, and waits for Electron to be ready', async () => {
  const imported = /^import \{([^}]+)\} from "electron";$/mu.exec(scripts.get('index.js') ?? '')?.[1] ?? '';
  const names = imported.split(',').map((name) => name.trim().split(' ')[0]);
  const hook = join(root, 'test', 'support', 'packages', 'only-electron.mjs');
  const args = ['--disable-warning=ExperimentalWarning', '--import', hook, join(folder, 'index.js')];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, BYWAY_TEST_DIRECTORY: await temporaryDirectory(), BYWAY_TEST_NAMES: names.join(',') },
  });
  expect([stdout, stderr]).toEqual(['waits for Electron\n', '']);
});
