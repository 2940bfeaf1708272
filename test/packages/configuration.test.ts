import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { appId, toastActivator } from '../../src-main/desktop/identity.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
const makensis = ['/usr/bin/makensis', '/opt/homebrew/bin/makensis'].find(existsSync);
if (makensis === undefined) console.warn('SKIPPED the compiler of the installer for Windows: makensis is not here.');

test("the configuration fits electron-builder's schema, which refuses what it does not know", async () => {
  const require = createRequire(import.meta.url);
  const { validateConfiguration } = require('app-builder-lib/out/util/config/config') as {
    validateConfiguration: (config: unknown, logger: unknown) => Promise<void>;
  };
  const { DebugLogger } = require('builder-util') as { DebugLogger: new (isEnabled: boolean) => unknown };
  const config = load(await read('electron-builder.yml')) as object;
  await validateConfiguration(config, new DebugLogger(false));
  await expect(validateConfiguration({ ...config, unheardOf: true }, new DebugLogger(false))).rejects.toThrow(
    'unheardOf',
  );
});

test('every place that names Byway to a system names it alike', async () => {
  const config = load(await read('electron-builder.yml')) as { appId: string };
  const { desktopName } = JSON.parse(await read('package.json')) as { desktopName: string };
  expect(config.appId).toBe(appId);
  expect(desktopName).toBe(`${appId}.desktop`);
  expect(await read('build/installer.nsh')).toContain(`"${toastActivator}"`);
});

test('a hardened Byway on macOS may use the microphone and compile its scripts, and nothing else', async () => {
  const entitlements = await read('build/entitlements.mac.plist');
  expect(entitlements.match(/(?<=<key>)[^<]+/gu)).toEqual([
    'com.apple.security.cs.allow-jit',
    'com.apple.security.device.audio-input',
  ]);
});

test('what the installer for Windows registers for links, the uninstaller takes away', async () => {
  const [, install = '', uninstall = ''] = (await read('build/installer.nsh')).split(/!macro custom(?:Un)?Install/u);
  for (const key of ['Software\\RegisteredApplications', 'Software\\Classes\\${BYWAY_PROG_ID}']) {
    expect(install).toContain(key);
    expect(uninstall).toContain(key);
  }
  expect(install.match(/(?<=bywayScheme ")\w+/gu)).toEqual(['tel', 'callto', 'ripp']);
});

test.skipIf(makensis === undefined)('the installer script compiles', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'byway-nsis-'));
  const script = join(folder, 'wrapper.nsi');
  // What electron-builder's own script has before it takes ours in.
  const lines = [
    'Unicode true',
    'Name "Byway"',
    `OutFile "${join(folder, 'byway-installer.exe')}"`,
    'RequestExecutionLevel user',
    '!include LogicLib.nsh',
    '!define APP_EXECUTABLE_FILENAME "Byway.exe"',
    `!define APP_ID "${appId}"`,
    '!macro _isUpdated _a _b _t _f',
    '  StrCmp $R9 "updated" `${_t}` `${_f}`',
    '!macroend',
    '!define isUpdated `"" isUpdated ""`',
    `!include "${join(root, 'build', 'installer.nsh')}"`,
    'Section',
    '  SetShellVarContext current',
    '  !insertmacro customInstall',
    '  WriteUninstaller "$INSTDIR\\uninstall.exe"',
    'SectionEnd',
    'Section un.install',
    '  !insertmacro customUnInstall',
    'SectionEnd',
  ];
  await writeFile(script, lines.join('\n'));
  const { stdout } = await promisify(execFile)(makensis ?? '', ['-V3', '-WX', script]);
  expect(stdout).toContain('Install data');
  await rm(folder, { recursive: true });
});
