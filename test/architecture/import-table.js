// Who may import what: the one table that the linter and the architecture test read.
import { dirname, relative, resolve } from 'node:path';

const schemaLibrary = ['zod'];
const drawing = ['svelte', '@lucide/svelte', 'assets/'];

/**
 * Rooms, the most particular first. `files` are path prefixes; `may` lists path prefixes and packages, with `node:` for
 * every module of Node, `npm` for every package but Electron, and `own` for the room itself.
 */
export const rooms = [
  { name: 'src-protocol', files: ['src-protocol/'], may: ['own', ...schemaLibrary] },
  { name: 'preload', files: ['src-main/desktop/preload.ts'], may: ['electron', 'src-bridge/', 'src-main/desktop/'] },
  { name: 'src-bridge', files: ['src-bridge/'], may: ['own', ...schemaLibrary] },
  { name: 'src-wire', files: ['src-wire/'], may: ['own', 'node:', '@currentspace/http3'] },
  {
    name: 'src-main/session',
    files: ['src-main/session/'],
    may: ['own', 'src-protocol/', 'src-bridge/', 'libphonenumber-js', ...schemaLibrary],
  },
  {
    name: 'src-main/node',
    files: ['src-main/node/'],
    may: [
      'own',
      'src-main/session/ports.ts',
      'src-main/dialog-package/sip-process.ts',
      'src-bridge/',
      'src-protocol/',
      'src-wire/',
      'node:',
      'npm',
    ],
  },
  {
    name: 'src-main/bridge',
    files: ['src-main/bridge/'],
    may: ['own', 'src-main/session/ports.ts', 'src-bridge/', 'node:', 'ws', ...schemaLibrary],
  },
  {
    name: 'src-main/desktop',
    files: ['src-main/desktop/'],
    may: [
      'own',
      'electron',
      'electron-updater',
      'src-main/session/ports.ts',
      'src-main/bridge/',
      'src-main/dialog-package/sip-process.ts',
      'src-bridge/',
      'src-wire/',
      'src-renderer/messages/',
      'src-renderer/calls/call-words.ts',
      'node:',
      ...schemaLibrary,
    ],
  },
  {
    name: 'src-main/dialog-package',
    files: ['src-main/dialog-package/'],
    may: [
      'own',
      'src-main/session/ports.ts',
      'src-main/session/call-facts.ts',
      'src-main/session/assert-never.ts',
      'src-bridge/',
      'node:',
      'npm',
    ],
  },
  {
    name: 'src-main',
    files: ['src-main/'],
    may: [
      'own',
      'src-protocol/',
      'src-bridge/',
      'src-wire/',
      'src-server/start-provider.ts',
      'electron',
      'node:',
      ...schemaLibrary,
    ],
  },
  {
    name: 'src-renderer/audio',
    files: ['src-renderer/audio/'],
    may: ['own', 'src-bridge/audio-port.ts', 'src-bridge/phone-state.ts', 'src-bridge/settings.ts'],
  },
  {
    name: 'src-renderer/widgets',
    files: ['src-renderer/widgets/'],
    may: ['own', 'src-renderer/messages/', ...drawing],
  },
  {
    name: 'src-renderer/messages',
    files: ['src-renderer/messages/'],
    may: ['own', 'src-bridge/', 'svelte', 'libphonenumber-js'],
  },
  {
    name: 'src-renderer/phone',
    files: ['src-renderer/phone/'],
    may: [
      'own',
      'src-renderer/messages/',
      'src-renderer/widgets/',
      'src-bridge/',
      ...drawing,
      ...schemaLibrary,
      'libphonenumber-js',
    ],
  },
  { name: 'src-renderer/headset', files: ['src-renderer/headset/'], may: ['own', 'src-bridge/'] },
  {
    name: 'src-renderer/browser-host',
    files: ['src-renderer/browser-host/'],
    may: ['own', 'src-renderer/messages/', 'src-bridge/', ...schemaLibrary],
  },
  ...['calls', 'contacts', 'devices', 'dialer', 'first-run', 'header', 'notices', 'settings'].map((topic) => ({
    name: `src-renderer/${topic}`,
    files: [`src-renderer/${topic}/`],
    may: ['own', 'src-renderer/messages/', 'src-renderer/widgets/', 'src-renderer/phone/', 'src-bridge/', ...drawing],
  })),
  { name: 'src-renderer', files: ['src-renderer/'], may: ['own', 'src-bridge/', ...drawing] },
  { name: 'src-server', files: ['src-server/'], may: ['own', 'src-protocol/', 'src-wire/', 'node:', 'npm'] },
];

/** The room of a file, given as a path from the project's root with forward slashes; undefined outside the rooms. */
export function roomOf(file) {
  return rooms.find(({ files }) => files.some((prefix) => file.startsWith(prefix)));
}

/** A path from the project's root with forward slashes, for what a file imports; a package as it is written. */
export function importedFrom(file, specifier) {
  if (!specifier.startsWith('.')) return specifier;
  const bare = specifier.split('?')[0];
  return relative('/', resolve('/', dirname(file), bare)).replaceAll('\\', '/');
}

/** Undefined when `file` may import `specifier`; otherwise a sentence that says which rule it breaks. */
export function breachOf(file, specifier) {
  const room = roomOf(file);
  if (room === undefined) return undefined;
  const target = importedFrom(file, specifier);
  const isLocal = specifier.startsWith('.');
  const isAllowed = room.may.some((rule) => {
    if (rule === 'own') return isLocal && room.files.some((prefix) => target.startsWith(prefix));
    if (rule === 'node:') return target.startsWith('node:');
    if (rule === 'npm') return !isLocal && !target.startsWith('node:') && !/^electron(?:\/|$)/u.test(target);
    if (isLocal) return rule.endsWith('/') ? target.startsWith(rule) : target === rule;
    return target === rule || target.startsWith(`${rule}/`);
  });
  return isAllowed ? undefined : `${room.name} may not import ${target}; see test/architecture/import-table.js`;
}
