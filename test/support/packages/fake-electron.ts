import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type System = 'win32' | 'darwin' | 'linux';

const root = join(import.meta.dirname, '..', '..', '..');
/** A program for Windows that an npm package brings along; only its resources are looked at. */
const anyWindowsProgram = join(root, 'node_modules', 'electron-winstaller', 'vendor', '7z-x64.exe');
/** What Electron's binary holds where its fuses are: a mark, the version, how many, and how each stands at first. */
const fuseWire = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1'),
  Buffer.from([1, 9]),
  Buffer.from('101100011', 'latin1'),
]);
const helpers = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'];

/** Writes into `folder` what electron-builder looks for in an unpacked Electron of a system. */
export async function writeFakeElectron(folder: string, system: System): Promise<void> {
  await mkdir(folder, { recursive: true });
  const version = (
    JSON.parse(await readFile(join(root, 'node_modules/electron/package.json'), 'utf8')) as { version: string }
  ).version;
  await writeFile(join(folder, 'version'), version);
  await writeFile(join(folder, 'LICENSE'), '');
  if (system === 'darwin') return writeMac(folder);
  await mkdir(join(folder, 'resources'));
  await mkdir(join(folder, 'locales'));
  for (const language of ['en-US', 'de', 'fr']) await writeFile(join(folder, 'locales', `${language}.pak`), '');
  if (system === 'linux') return writeFile(join(folder, 'electron'), fuseWire, { mode: 0o755 });
  await writeFile(join(folder, 'electron.exe'), Buffer.concat([await readFile(anyWindowsProgram), fuseWire]));
}

async function writeMac(folder: string): Promise<void> {
  const contents = join(folder, 'Electron.app', 'Contents');
  await writeBundle(contents, 'Electron');
  for (const language of ['en', 'de', 'fr'])
    await mkdir(join(contents, 'Resources', `${language}.lproj`), { recursive: true });
  const framework = join(contents, 'Frameworks', 'Electron Framework.framework');
  const locale = join(framework, 'Versions', 'A', 'Resources', 'en.lproj');
  await mkdir(locale, { recursive: true });
  await writeFile(join(locale, 'locale.pak'), '');
  await writeFile(join(framework, 'Electron Framework'), fuseWire, { mode: 0o755 });
  for (const kind of helpers) {
    const name = `Electron Helper${kind}`;
    await writeBundle(join(contents, 'Frameworks', `${name}.app`, 'Contents'), name);
  }
}

async function writeBundle(contents: string, name: string): Promise<void> {
  await mkdir(join(contents, 'MacOS'), { recursive: true });
  await writeFile(join(contents, 'MacOS', name), '', { mode: 0o755 });
  await writeFile(
    join(contents, 'Info.plist'),
    `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>${name}</string><key>CFBundleIdentifier</key><string>org.electron</string>
</dict></plist>`,
  );
}
