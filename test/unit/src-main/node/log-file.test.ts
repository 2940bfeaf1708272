import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openLogFile } from '../../../../src-main/node/log-file.ts';
import { PhoneError } from '../../../../src-bridge/phone-error.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

let path: string;

beforeEach(async () => {
  path = join(await temporaryDirectory(), 'log.jsonl');
});

async function entries(file = path): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('each entry is one line of JSON with its time, level, message and fields', async () => {
  const log = openLogFile(path);
  log.info('line online', { line: 'l1', streams: 3 });
  log.warn('two\nlines');
  log.error('failed', { cause: new PhoneError('offline', { cause: new Error('ECONNRESET') }) });
  const written = await entries();
  expect(written).toEqual([
    { at: expect.any(String), level: 'info', message: 'line online', line: 'l1', streams: 3 },
    { at: expect.any(String), level: 'warn', message: 'two\nlines' },
    { at: expect.any(String), level: 'error', message: 'failed', cause: 'PhoneError: offline <- Error: ECONNRESET' },
  ]);
  expect(new Date(String(written[0]?.['at'])).toISOString()).toBe(written[0]?.['at']);
});

test('a run goes on where the last one ended', async () => {
  openLogFile(path).info('first run');
  openLogFile(path).info('second run');
  expect((await entries()).map(({ message }) => message)).toEqual(['first run', 'second run']);
});

test('a full file becomes the older one, and no more than two are kept', async () => {
  const log = openLogFile(path, 1000);
  for (let count = 0; count < 100; count++) log.info(`entry ${count}`);
  const [older, newer] = [await entries(`${path}.1`), await entries()];
  const numbers = [...older, ...newer].map(({ message }) => Number(String(message).split(' ')[1]));
  expect(numbers.at(-1)).toBe(99);
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  expect((await stat(path)).size).toBeLessThanOrEqual(1000);
  expect((await stat(`${path}.1`)).size).toBeLessThanOrEqual(1000);
  await expect(stat(`${path}.2`)).rejects.toThrow();
});

test('the size is counted in bytes and goes on from the file of the last run', async () => {
  await writeFile(path, `${'ü'.repeat(450)}\n`);
  openLogFile(path, 1000).info('ü'.repeat(20));
  expect(await readFile(`${path}.1`, 'utf8')).toContain('ü');
});

test('only this person may read the log', async () => {
  openLogFile(path).info('hello');
  expect((await stat(path)).mode & 0o077).toBe(0);
});

test('neither a disk that refuses nor a field that cannot be written harms whoever logs', async () => {
  await mkdir(path);
  const log = openLogFile(path);
  log.info('into a directory');
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const other = openLogFile(`${path}.other`);
  other.info('in circles', circle);
  other.info('large', { number: 10n });
  expect((await entries(`${path}.other`)).at(-1)).toMatchObject({ message: 'large', number: '10' });
});
