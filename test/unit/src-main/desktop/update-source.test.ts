import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  askIsSigned,
  askLinkCost,
  askSystem,
  type SystemQuestion,
} from '../../../../src-main/desktop/system-answers.ts';
import { renewsItself, type Installation } from '../../../../src-main/desktop/update-source.ts';

let withFeed: string;
beforeAll(async () => {
  withFeed = await mkdtemp(join(tmpdir(), 'byway-resources-'));
  await writeFile(join(withFeed, 'app-update.yml'), '');
});
afterAll(() => rm(withFeed, { recursive: true }));

const answering = (answer: string) => async (_question: SystemQuestion) => answer;
const installed = (changes: Partial<Installation>): Installation => ({
  isPackaged: true,
  platform: 'win32',
  resources: withFeed,
  program: 'C:\\Byway\\Byway.exe',
  appImage: undefined,
  ...changes,
});

test.each([
  ['linux', 'u 0\n', 'unknown'],
  ['linux', 'u 1\n', 'metered'],
  ['linux', 'u 2\n', 'free'],
  ['linux', 'u 3\n', 'metered'],
  ['linux', 'u 4\n', 'free'],
  ['linux', '', 'unknown'],
  ['win32', 'Unrestricted\r\n', 'free'],
  ['win32', 'Fixed\r\n', 'metered'],
  ['win32', 'Variable\r\n', 'metered'],
  ['win32', 'Unknown\r\n', 'unknown'],
  ['darwin', 'anything', 'unknown'],
] as const)('on %s the answer %j means that a download is %s', async (platform, answer, cost) => {
  expect(await askLinkCost(platform, answering(answer))).toBe(cost);
});

test('a program that is missing or fails has nothing to say', async () => {
  expect(await askSystem({ program: 'byway-no-such-program', args: [] })).toBe('');
  expect(await askSystem({ program: process.execPath, args: ['-e', 'process.exit(1)'] })).toBe('');
  expect(await askSystem({ program: process.execPath, args: ['-e', 'console.log("yes")'] })).toBe('yes\n');
});

test('a signature counts where the system trusts it', async () => {
  expect(await askIsSigned('win32', 'x', answering('Valid\r\n'))).toBe(true);
  expect(await askIsSigned('win32', 'x', answering('NotSigned\r\n'))).toBe(false);
  expect(await askIsSigned('darwin', 'x', answering('Authority=Developer ID Application: Someone (TEAM)'))).toBe(true);
  expect(await askIsSigned('darwin', 'x', answering('Signature=adhoc'))).toBe(false);
  expect(await askIsSigned('linux', 'x', answering('Valid'))).toBe(false);
});

test('a path with quotes stays a path', async () => {
  const asked: SystemQuestion[] = [];
  await askIsSigned('win32', "C:\\it's\\Byway.exe", async (question) => {
    asked.push(question);
    return '';
  });
  expect(asked[0]?.args.at(-1)).toContain("-LiteralPath 'C:\\it''s\\Byway.exe'");
});

test('a signed installation with an address renews itself, and an AppImage does', async () => {
  expect(await renewsItself(installed({}), answering('Valid'))).toBe(true);
  expect(await renewsItself(installed({ platform: 'linux', appImage: '/opt/Byway.AppImage' }), answering(''))).toBe(
    true,
  );
});

test('what is unsigned, came as a deb, runs from its sources or has no address does not renew itself', async () => {
  expect(await renewsItself(installed({}), answering('NotSigned'))).toBe(false);
  expect(await renewsItself(installed({ platform: 'linux' }), answering(''))).toBe(false);
  expect(await renewsItself(installed({ isPackaged: false }), answering('Valid'))).toBe(false);
  expect(await renewsItself(installed({ resources: join(withFeed, 'none') }), answering('Valid'))).toBe(false);
});
