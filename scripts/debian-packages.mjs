import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { say } from './machine.mjs';

/**
 * What the tests run besides Node: a browser, a sound server, a keychain, a voice, a load balancer, shared state, a
 * compiler of installers, a judge of XML.
 */
const packages = [
  'chromium',
  'dbus',
  'espeak-ng',
  'gnome-keyring',
  'haproxy',
  'libsecret-1-dev',
  'libsofia-sip-ua-dev',
  'libxml2-utils',
  'nsis',
  'pkg-config',
  'pulseaudio',
  'pulseaudio-utils',
  'redis-server',
  'sip-tester',
  'sox',
];

/**
 * Installs the Debian packages that are missing where that is possible. Returns undefined when all are there,
 * otherwise what stands in the way, with the command that mends it.
 */
export function ensureDebianPackages() {
  if (!existsSync('/etc/debian_version')) return 'this system has none of them';
  const missing = packages.filter((name) => !isThere(name));
  if (missing.length === 0) return undefined;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) return `run as root: ${command}`;
  say(`Installing Debian's packages for the tests: ${missing.join(', ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args) =>
    spawnSync('apt-get', args, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  apt(['update']);
  const isDone = apt(command.split(' ').slice(1));
  return isDone && missing.every(isThere) ? undefined : `they could not be installed: ${command}`;
}

function isThere(name) {
  const result = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
  return result.status === 0 && result.stdout === 'installed';
}
