import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeFakeElectron, type System } from './fake-electron.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const run = promisify(execFile);

/** Where a system's package has its parts, from the folder that electron-builder writes. */
const places = {
  linux: { app: 'linux-unpacked', resources: 'linux-unpacked/resources', binary: 'linux-unpacked/byway' },
  win32: { app: 'win-unpacked', resources: 'win-unpacked/resources', binary: 'win-unpacked/Byway.exe' },
  darwin: { app: 'mac/Byway.app', resources: 'mac/Byway.app/Contents/Resources', binary: 'mac/Byway.app' },
} as const satisfies Record<System, object>;

/** A package of Byway as a folder. */
export interface Packaged {
  /** The application: a folder, or the bundle of macOS. */
  readonly app: string;
  readonly resources: string;
  /** What has the fuses. */
  readonly binary: string;
}

/** Runs `npm run package -- --dir` for a system on an Electron that is none; `remove` takes the result away. */
export async function packageFor(system: System, updateUrl = ''): Promise<Packaged & { remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'byway-package-'));
  const electron = join(folder, 'electron');
  await writeFakeElectron(electron, system);
  const options = ['--dir', '--system', system, '--electron', electron, '--output', folder];
  await run(process.execPath, [join(root, 'scripts', 'package.mjs'), ...options], {
    cwd: root,
    env: { ...process.env, BYWAY_UPDATE_URL: updateUrl },
  });
  // electron-builder names the folder of every architecture but x64 after it.
  const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;
  const place = (path: string): string => join(folder, path.replace(/^(linux|win|mac)/u, `$1${suffix}`));
  const { app, resources, binary } = places[system];
  return {
    app: place(app),
    resources: place(resources),
    binary: place(binary),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
