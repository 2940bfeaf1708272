// What every command needs first, with nothing but Node's own modules: npm may not have run yet, and the Node that
// runs this may be older than the one that the project runs on.
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
  openSync,
  closeSync,
  readFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const isWindows = process.platform === 'win32';
const modules = join(root, 'node_modules');
const cache = join(modules, '.cache', 'byway');

/** A reason to stop that is the person's to mend: told as a sentence. */
export class CommandError extends Error {
  constructor(sentence, exitCode = 1) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

/** Says what happens, apart from what a command prints for scripts. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** True when `target` is missing or older than `source`. */
export function isOlder(target, source) {
  if (!existsSync(target)) return true;
  return statSync(target).mtimeMs < statSync(source).mtimeMs;
}

/** Installs the npm packages where they are missing or older than the lock file. */
export function ensureInstalled() {
  const marker = join(modules, '.byway-installed');
  if (!isOlder(marker, join(root, 'package-lock.json'))) return;
  say('Installing what Byway needs. This takes a minute the first time.');
  const log = join(root, 'npm-install.log');
  const output = openSync(log, 'w');
  const result = spawnSync('npm', ['ci', '--no-fund', '--no-audit'], {
    cwd: root,
    stdio: ['ignore', output, output],
    shell: isWindows,
  });
  closeSync(output);
  if (result.error !== undefined)
    throw new CommandError('npm was not found. Install it together with Node, then try again.');
  if (result.status !== 0) {
    throw new CommandError(
      `The packages could not be installed. Check the network and try again; what npm said is in ${log}.`,
    );
  }
  writeFileSync(marker, '');
}

/** The Node that the project runs on: the one of its `node` package, or this one where that is new enough. */
export function projectNode() {
  const packages = existsSync(modules) ? readdirSync(modules).filter((name) => /^node(?:-|$)/u.test(name)) : [];
  const names = isWindows ? ['bin/node.exe'] : ['bin/node'];
  const found = packages
    .flatMap((name) => names.map((file) => join(modules, name, file)))
    .find((file) => isNode24(file));
  if (found !== undefined) return found;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new CommandError(
    'Node 24, which npm brings along, is not here. Delete node_modules and run the command again.',
  );
}

function isNode24(file) {
  if (!existsSync(file)) return false;
  const result = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return result.status === 0 && Number(/^v(\d+)/u.exec(result.stdout)?.[1]) >= 24;
}

/** The environment in which the project's Node comes first on the PATH. */
export function projectEnvironment(node = projectNode()) {
  const separator = isWindows ? ';' : ':';
  return { ...process.env, PATH: [dirname(node), join(modules, '.bin'), process.env.PATH].join(separator) };
}

/** The JavaScript file behind a package's command, to be run by the project's Node on every system. */
export function binOf(packageName, command = packageName) {
  const manifest = JSON.parse(readFileSync(join(modules, packageName, 'package.json'), 'utf8'));
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  return join(modules, packageName, file);
}

/**
 * Runs a program with our own input and output until it ends and resolves with its exit code. Signals that stop us
 * stop it.
 */
export function run(program, args, { environment = process.env, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env: environment, stdio });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass);
    process.on('SIGTERM', pass);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', pass);
      process.off('SIGTERM', pass);
      resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1));
    });
  });
}

/** Runs a TypeScript or JavaScript file of the project under its Node. */
export function runNode(args, options = {}) {
  const node = projectNode();
  return run(node, ['--disable-warning=ExperimentalWarning', ...args], {
    environment: projectEnvironment(node),
    ...options,
  });
}

/** Remembers something between commands, with the time. */
export function remember(name) {
  mkdirSync(cache, { recursive: true });
  const file = join(cache, name);
  writeFileSync(file, '');
  utimesSync(file, new Date(), new Date());
}

/** True when `name` was remembered less than `ms` ago. */
export function isRemembered(name, ms) {
  const file = join(cache, name);
  return existsSync(file) && Date.now() - statSync(file).mtimeMs < ms;
}

/** The newest change below `folders`, ms since the epoch. */
export function newestChange(folders) {
  return Math.max(0, ...folders.map((folder) => newestBelow(join(root, folder))));
}

function newestBelow(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newestBelow(join(path, name))));
}

/** Runs a command to its end and leaves with its exit code; what the person can mend is one sentence. */
export async function main(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    say(error.message);
    process.exitCode = error.exitCode;
  }
}
