import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PhoneState } from '../../src-bridge/phone-state.ts';
import { connectWindow, enter, visit, type VisitorSocket } from '../support/host-visitor.ts';
import { runToEnd } from '../support/ended-process.ts';
import { startReadyProcess, type ReadyProcess } from '../support/ready-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const entry = 'src-main/browser.ts';

let home: string;
let data: string;
let environment: Record<string, string>;
const running: ReadyProcess[] = [];

beforeEach(async () => {
  home = await temporaryDirectory();
  data = join(home, 'data');
  const browser = join(home, 'browser');
  await writeFile(browser, '#!/bin/sh\nprintf %s "$1" >"$0.url"\n');
  await chmod(browser, 0o755);
  environment = { HOME: home, DBUS_SESSION_BUS_ADDRESS: 'disabled:', BYWAY_BROWSER: browser, BYWAY_TOKEN: '' };
});

afterEach(async () => {
  for (const phone of running.splice(0)) await phone.stop();
});

async function start(...args: string[]): Promise<ReadyProcess> {
  const phone = await startReadyProcess(entry, ['--json', '--data-dir', data, ...args], environment);
  running.push(phone);
  return phone;
}

async function openWindow(url: string): Promise<VisitorSocket> {
  return connectWindow(url, { origin: new URL(url).origin, cookie: await enter(url) });
}

/** The first state of a window that is as `holds` says. */
async function stateWhere(window: VisitorSocket, holds: (state: PhoneState) => boolean): Promise<PhoneState> {
  for (;;) {
    const frame = (await window.next()) as { state?: PhoneState };
    if (frame.state !== undefined && holds(frame.state)) return frame.state;
  }
}

test('a phone for scripts prints one ready line, opens no browser, and serves a phone that nobody signed in to', async () => {
  const phone = await start();
  expect(phone.ready).toEqual({
    ready: true,
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/open\/[\w-]+$/u),
  });
  const window = await openWindow(String(phone.ready['url']));
  const state = await stateWhere(window, () => true);
  expect(state).toMatchObject({ account: { kind: 'signed-out' }, connection: { kind: 'offline' }, calls: [] });
  expect(await readdir(home)).not.toContain('browser.url');
});

test('a demo signs in at the provider that it brings along', async () => {
  const phone = await start('--demo', '--device-name', 'Kitchen phone');
  const window = await openWindow(String(phone.ready['url']));
  const state = await stateWhere(window, ({ connection }) => connection.kind === 'online');
  expect(state.account).toMatchObject({ kind: 'signed-in', isDemo: true });
  expect(state.lines).toHaveLength(1);
  expect(state.settings.deviceName).toBe('Kitchen phone');
  expect(state.notices).toMatchObject([{ code: 'no-keychain' }]);
});

test('a name that was given once stays the name of this device', async () => {
  await (await start('--device-name', 'Kitchen phone')).stop();
  const phone = await start();
  const state = await stateWhere(await openWindow(String(phone.ready['url'])), () => true);
  expect(state.settings.deviceName).toBe('Kitchen phone');
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s, twice even, stops everything and gives the directory back',
  async (signal) => {
    const phone = await start('--demo');
    const url = String(phone.ready['url']);
    const window = await openWindow(url);
    await stateWhere(window, ({ connection }) => connection.kind === 'online');
    phone.process.kill(signal);
    phone.process.kill(signal);
    expect(await phone.stop()).toBe(0);
    await window.closed;
    await expect(visit(url, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await readdir(data)).not.toContain('running.pid');
    expect(phone.complaints()).toBe('');
  },
);

test('without --json the phone opens in the browser and says where', async () => {
  const child = spawn(process.execPath, [entry, '--data-dir', data], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /http:\/\/127\.0\.0\.1:\d+\/open\/[\w-]+/u.exec(said.toString())?.[0];
  expect(url).toBeDefined();
  await expect.poll(() => readFile(join(home, 'browser.url'), 'utf8').catch(() => '')).toBe(url);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('a second phone with the same directory says so and leaves the first alone', async () => {
  const first = await start();
  const second = await runToEnd(entry, ['--json', '--data-dir', data], environment);
  expect(second).toMatchObject({ code: 1, out: '', complaint: expect.stringMatching(/^Byway already runs with /u) });
  expect(await enter(String(first.ready['url']))).not.toBe('');
});

test('a directory whose phone was killed can be used again', async () => {
  const first = await start();
  first.process.kill('SIGKILL');
  await once(first.process, 'exit');
  expect(await readdir(data)).toContain('running.pid');
  expect((await start()).ready).toHaveProperty('ready', true);
});

test('what stands in the way of a start is told in one sentence with a next step', async () => {
  const busy = createServer();
  busy.listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const port = String((busy.address() as AddressInfo).port);
  const file = join(home, 'browser');
  const cases: readonly (readonly [args: readonly string[], code: number, sentence: RegExp])[] = [
    [['--port', port, '--data-dir', data], 1, /^Port \d+ is in use\. Choose another/u],
    [['--data-dir', join(file, 'below')], 1, /cannot be written\. Choose another/u],
    [['--data-dir', file], 1, /cannot be written\. Choose another/u],
    [['--ca', join(home, 'nothing.pem')], 1, /cannot be read\. Check the path/u],
    [['--hello'], 2, /--hello/u],
    [['--provider', 'example.com'], 2, /BYWAY_TOKEN/u],
  ];
  for (const [args, code, sentence] of cases) {
    const end = await runToEnd(entry, ['--json', ...args], environment);
    expect(end).toMatchObject({ code, out: '', complaint: expect.stringMatching(sentence) });
    expect(end.complaint).not.toMatch(/^\s+at /mu);
    expect(end.complaint.trim().split('\n').length).toBeLessThanOrEqual(2);
  }
  busy.close();
  expect(await readdir(data)).not.toContain('running.pid');
});

test('help is printed and nothing is started', async () => {
  const end = await runToEnd(entry, ['--help'], environment);
  expect(end).toMatchObject({ code: 0, out: expect.stringContaining('--demo'), complaint: '' });
  expect(await readdir(home)).toEqual(['browser']);
});

test('no secret of a run stands in its log', async () => {
  const phone = await start('--demo');
  const url = String(phone.ready['url']);
  const window = await openWindow(url);
  await stateWhere(window, ({ connection }) => connection.kind === 'online');
  await window.ask({ id: 1, invoke: 'answer', args: ['nobody'] });
  await phone.stop();
  const log = await readFile(join(data, 'log.jsonl'), 'utf8');
  expect(log).toContain('command failed');
  expect(log).not.toMatch(/https:\/\/[^/"]+\/[^…]/u);
  expect(log).not.toContain(new URL(url).pathname.split('/')[2]);
});
