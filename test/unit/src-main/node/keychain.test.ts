import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

type Step = readonly [scope: string, what: 'write' | 'read' | 'remove', name: string, secret?: string];
interface Outcome {
  readonly isPersistent: boolean;
  readonly value?: string;
}

const run = promisify(execFile);
const program = join(import.meta.dirname, '..', '..', '..', 'support', 'keychain-program.ts');
const hasKeyring =
  process.env['BYWAY_HAS_DEBIAN_PACKAGES'] === '1' ||
  (existsSync('/usr/bin/dbus-run-session') && existsSync('/usr/bin/gnome-keyring-daemon'));
const slowMs = 60_000;

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'byway-keychain-'));
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const askBus = (question: string): string =>
  `dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / org.freedesktop.DBus.${question} string:org.freedesktop.secrets`;

/** Runs the steps in a process of their own, in a session whose keyring is unlocked; `how` is a line of shell. */
async function inSession(steps: readonly Step[], how = '"$0" "$@"'): Promise<readonly Outcome[]> {
  const script = [
    'printf secret-of-the-session | gnome-keyring-daemon --unlock --components=secrets >/dev/null',
    `until ${askBus('NameHasOwner')} | grep -q true; do sleep 0.05; done`,
    how,
  ].join('\n');
  const args = [process.execPath, program, ...steps.map((step) => JSON.stringify(step))];
  const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: home };
  const { stdout } = await run('dbus-run-session', ['--', 'sh', '-c', script, ...args], { env });
  return JSON.parse(stdout) as Outcome[];
}

test.skipIf(!hasKeyring)(
  'a secret in a real keyring outlives the process and the session, for its own phone alone',
  async () => {
    expect(await inSession([['one', 'write', 'token', 'sécret']])).toEqual([{ isPersistent: true }]);
    const outcomes = await inSession([
      ['one', 'read', 'token'],
      ['other', 'read', 'token'],
      ['one', 'remove', 'token'],
      ['one', 'remove', 'token'],
      ['one', 'read', 'token'],
    ]);
    expect(outcomes.map(({ value }) => value)).toEqual(['sécret', undefined, undefined, undefined, undefined]);
  },
  slowMs,
);

test.skipIf(!hasKeyring)(
  'a keyring that does not answer counts as none',
  async () => {
    const whileItSleeps = `
      daemon=$(${askBus('GetConnectionUnixProcessID')} | grep -o '[0-9]*$')
      kill -STOP $daemon
      PROBE_LIMIT_MS=50 "$0" "$@" >$HOME/said &
      until [ -s $HOME/said ]; do sleep 0.05; done
      kill -KILL $daemon
      wait
      cat $HOME/said`;
    const outcomes = await inSession([['one', 'read', 'token']], whileItSleeps);
    expect(outcomes).toEqual([{ isPersistent: false }]);
  },
  slowMs,
);

test('without a keychain, secrets are kept for this run', async () => {
  const steps: Step[] = [
    ['one', 'write', 'token', 'secret'],
    ['one', 'read', 'token'],
    ['one', 'remove', 'token'],
    ['one', 'read', 'token'],
  ];
  const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
  const { stdout } = await run(process.execPath, [program, ...steps.map((step) => JSON.stringify(step))], { env });
  const outcomes = JSON.parse(stdout) as Outcome[];
  expect(outcomes.map(({ value }) => value)).toEqual([undefined, 'secret', undefined, undefined]);
  expect(outcomes.every(({ isPersistent }) => !isPersistent)).toBe(true);
});
