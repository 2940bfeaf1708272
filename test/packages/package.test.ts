import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getRawHeader, listPackage, statFile } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { System } from '../support/packages/fake-electron.ts';
import { packageFor, type Packaged } from '../support/packages/packaged.ts';

/** Every file of the archive; `*` stands for what a build makes of a file's content. */
const packedFiles = [
  ...['announcement', 'music', 'tone'].flatMap((name) => [
    `out/main/audio/${name}.opus`,
    `out/main/audio/${name}.ulaw`,
  ]),
  ...['idle', 'ringing', 'in-call', 'dnd', 'offline'].flatMap((state) =>
    ['.ico', '.png', '@2x.png', 'Template.png', 'Template@2x.png'].map((end) => `assets/tray/${state}${end}`),
  ),
  'node_modules/keytar/build/Release/keytar.node',
  'node_modules/keytar/lib/keytar.js',
  'node_modules/keytar/package.json',
  'out/main/index.js',
  'out/main/sip.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
  'package.json',
].toSorted();
/** What the bundler names by itself: parts of main that are loaded when they are wanted, and the window's own. */
const bundled = /^out\/(?:main\/chunks\/[\w-]+\.js|renderer\/assets\/[\w.-]+\.(?:js|css|svg))$/u;
/** `resources/` beside Electron itself. */
const resourcesLimitBytes = 15_000_000;

const updateUrl = 'https://updates.example/byway/';
const systems: readonly System[] = ['linux', 'win32', 'darwin'];

describe.for(systems)('the package for %s', (system) => {
  let packaged: Packaged & { remove(): Promise<void> };
  beforeAll(async () => {
    packaged = await packageFor(system, updateUrl);
  });
  afterAll(() => packaged.remove());

  const archive = (): string => join(packaged.resources, 'app.asar');

  test('holds the built phone, the pictures of the tray and the keychain module, and nothing else', () => {
    const files = listPackage(archive(), { isPack: false })
      .map((path) => path.replaceAll('\\', '/').slice(1))
      .filter((path) => !('files' in statFile(archive(), path)));
    expect(files.filter((path) => !bundled.test(path)).toSorted()).toEqual(packedFiles);
    expect(files.filter((path) => bundled.test(path)).length).toBeGreaterThan(3);
  });

  test('has the native module outside of the archive, where a system can load it', () => {
    const stat = statFile(archive(), join('node_modules', 'keytar', 'build', 'Release', 'keytar.node'));
    expect(stat).toMatchObject({ unpacked: true });
  });

  test('can be checked by Electron: every packed file has its hash in the archive', () => {
    const { files } = getRawHeader(archive()).header;
    expect(JSON.stringify(files['package.json'])).toContain('"algorithm":"SHA256"');
  });

  test('stays small beside Electron itself', async () => {
    const entries = await readdir(packaged.resources, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const sizes = await Promise.all(
      files.map(async ({ parentPath, name }) => (await readFile(join(parentPath, name))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(resourcesLimitBytes);
  });

  test('has its fuses set: it runs nothing but its own archive, and nobody debugs or scripts it from outside', async () => {
    const wire = await getCurrentFuseWire(packaged.binary);
    const isOn = (fuse: FuseV1Options): boolean => wire[fuse] === FuseState.ENABLE;
    expect({
      runAsNode: isOn(FuseV1Options.RunAsNode),
      cookieEncryption: isOn(FuseV1Options.EnableCookieEncryption),
      nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      nodeInspector: isOn(FuseV1Options.EnableNodeCliInspectArguments),
      archiveIntegrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      archiveOnly: isOn(FuseV1Options.OnlyLoadAppFromAsar),
      ownSnapshot: isOn(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
      filePrivileges: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      cookieEncryption: true,
      nodeOptions: false,
      nodeInspector: false,
      archiveIntegrity: true,
      archiveOnly: true,
      ownSnapshot: false,
      filePrivileges: false,
    });
  });

  if (system === 'linux') {
    test('knows where its system and architecture find updates', async () => {
      const text = await readFile(join(packaged.resources, 'app-update.yml'), 'utf8');
      expect(text).toContain(`url: ${updateUrl}linux/${process.arch}\n`);
    });
  }

  if (system === 'darwin') {
    test('tells macOS what it is, what it opens and why it listens', async () => {
      const info = await readFile(join(packaged.app, 'Contents', 'Info.plist'), 'utf8');
      const valueOf = (key: string): string | undefined =>
        new RegExp(String.raw`<key>${key}</key>\s*(<true/>|<false/>|<string>[^<]*|<array>[\s\S]*?</array>)`, 'u').exec(
          info,
        )?.[1];
      expect(valueOf('CFBundleIdentifier')).toBe('<string>app.byway.phone');
      expect(valueOf('CFBundleIconFile')).toBe('<string>icon.icns');
      expect(valueOf('NSMicrophoneUsageDescription')).toMatch(/microphone/u);
      expect(valueOf('NSLocalNetworkUsageDescription')).toMatch(/network/u);
      expect(valueOf('NSAllowsArbitraryLoads')).toBe('<false/>');
      expect(valueOf('CFBundleURLSchemes')?.match(/(?<=<string>)[^<]+/gu)).toEqual(['tel', 'callto', 'ripp']);
      expect(info).toContain('<key>ElectronAsarIntegrity</key>');
    });
  }

  if (system === 'win32') {
    test('tells Windows what it is, and what its archive has to be', async () => {
      const program = await readFile(packaged.binary);
      for (const text of ['Byway', 'FileDescription', 'ProductName']) {
        expect(program.includes(Buffer.from(text, 'utf16le'))).toBe(true);
      }
      expect(program.includes(String.raw`resources\\app.asar`)).toBe(true);
    });
  }
});

test('a build without an address for updates has none in it', async () => {
  const packaged = await packageFor('linux');
  expect(await readdir(packaged.resources)).not.toContain('app-update.yml');
  await packaged.remove();
});
