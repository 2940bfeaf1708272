import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { breachOf, importedFrom, rooms } from './import-table.js';

const root = join(import.meta.dirname, '..', '..');
const sourceFile = /\.(?:ts|svelte)$/u;
const importStatement =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gmu;

interface Import {
  readonly specifier: string;
  readonly isTypeOnly: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && sourceFile.test(entry.name))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );
}

function importsOf(text: string): Import[] {
  return [...text.matchAll(importStatement)].map(([statement, type, fromStatement, fromCall]) => ({
    specifier: fromStatement ?? fromCall ?? '',
    isTypeOnly: type !== undefined || /\{\s*(?:type\s[^,}]+,?\s*)+\}/u.test(statement),
  }));
}

const files = ['src-protocol', 'src-bridge', 'src-wire', 'src-main', 'src-renderer', 'src-server'].flatMap(filesBelow);
const imports = new Map(files.map((file) => [file, importsOf(readFileSync(join(root, file), 'utf8'))]));

test('every import is one that the table allows', () => {
  const breaches = [...imports].flatMap(([file, list]) =>
    list
      .map(({ specifier }) => breachOf(file, specifier))
      .filter((breach) => breach !== undefined)
      .map((breach) => `${file}: ${breach}`),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(breaches).toEqual([]);
});

test('no file imports itself in a circle, apart from types', () => {
  const state = new Map<string, 'open' | 'done'>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') return void circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    state.set(file, 'open');
    for (const { specifier, isTypeOnly } of imports.get(file) ?? []) {
      const target = importedFrom(file, specifier);
      if (!isTypeOnly && specifier.startsWith('.') && imports.has(target)) visit(target, [...path, file]);
    }
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

test('the statements of a file are all found, types told apart', () => {
  const text = [
    "import { a, type B } from './a.ts';",
    "import type { C } from './c.ts';",
    "import { type D } from './d.ts';",
    "import {\n  e,\n  f,\n} from './e.ts';",
    "export { g } from './g.ts';",
    "import './h.css';",
    "const i = await import('./i.ts');",
  ].join('\n');
  expect(importsOf(text)).toEqual([
    { specifier: './a.ts', isTypeOnly: false },
    { specifier: './c.ts', isTypeOnly: true },
    { specifier: './d.ts', isTypeOnly: true },
    { specifier: './e.ts', isTypeOnly: false },
    { specifier: './g.ts', isTypeOnly: false },
    { specifier: './h.css', isTypeOnly: false },
    { specifier: './i.ts', isTypeOnly: false },
  ]);
});

test.each([
  ['src-protocol/a.ts', 'node:fs'],
  ['src-protocol/a.ts', '../src-bridge/phone-api.ts'],
  ['src-main/session/call.ts', 'electron'],
  ['src-main/session/call.ts', '../node/keychain.ts'],
  ['src-main/node/keychain.ts', 'electron'],
  ['src-renderer/calls/CallCard.svelte', '../dialer/Dialer.svelte'],
  ['src-renderer/audio/meter.ts', '../phone/phone-mirror.svelte.ts'],
  ['src-renderer/widgets/Button.svelte', '../../src-bridge/phone-api.ts'],
  ['src-server/provider.ts', '../src-bridge/phone-api.ts'],
  ['src-server/provider.ts', '../src-main/session/ports.ts'],
])('%s may not import %s', (file, specifier) => {
  expect(breachOf(file, specifier)).toContain('may not import');
});

test('every room of the table exists', () => {
  const empty = rooms.filter(
    ({ files: prefixes }) => !files.some((file) => prefixes.some((prefix) => file.startsWith(prefix))),
  );
  expect(empty.map(({ name }) => name)).toEqual([]);
});

test('pages are heard in one file, and every message of theirs passes its check of the sender', () => {
  const hearing = files.filter((file) => /\bipcMain\b/u.test(readFileSync(join(root, file), 'utf8')));
  expect(hearing).toEqual(['src-main/desktop/electron-bridge.ts']);
});
