import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { freePort } from '../support/free-port.ts';
import { runToEnd } from '../support/ended-process.ts';
import { startReadyProcess, type ReadyProcess } from '../support/ready-process.ts';

const entry = 'src-server/main.ts';
const account = { user: 'ada', name: 'Ada', numbers: ['+14085550110'], token: 'token-of-ada-0123456789' };

let directory: string;
let config: string;
const started: ReadyProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'byway-server-'));
  config = join(directory, 'config.json');
  await writeFile(config, JSON.stringify({ accounts: [account], services: true }));
});

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function start(...args: string[]): Promise<ReadyProcess> {
  const data = join(directory, 'data');
  const server = await startReadyProcess(entry, [
    '--port',
    '0',
    '--data-dir',
    data,
    '--config',
    config,
    '--json',
    ...args,
  ]);
  started.push(server);
  return server;
}

/** The answer of a running provider to `GET {root}/providertgs`. */
async function groupsOf(server: ReadyProcess): Promise<unknown> {
  const session = connect(String(server.ready['url']), { ca: await readFile(String(server.ready['ca'])) });
  const stream = session.request({
    ':path': '/.well-known/ripp/providertgs',
    authorization: `Bearer ${account.token}`,
  });
  let text = '';
  stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await once(stream, 'end');
  session.close();
  return JSON.parse(text);
}

describe('npm run server', () => {
  test('says in one line where it is and what to trust, and ends cleanly when it is told to', async () => {
    const server = await start();
    expect(server.ready).toEqual({
      ready: true,
      url: expect.stringMatching(/^https:\/\/localhost:\d+$/u) as string,
      ca: join(directory, 'data', 'ca.pem'),
    });
    expect(await groupsOf(server)).toMatchObject({ tgs: [{ name: 'Ada' }] });
    expect(await server.stop()).toBe(0);
    expect(server.complaints()).toBe('');
  });

  test('keeps its certificate, its key to itself, and the URIs of its lines over a restart on one port', async () => {
    const first = await start();
    const port = new URL(String(first.ready['url'])).port;
    const before = [await groupsOf(first), await readFile(String(first.ready['ca']), 'utf8')];
    expect((await stat(join(directory, 'data', 'key.pem'))).mode & 0o077).toBe(0);
    await first.stop();
    const second = await start('--port', port);
    expect([await groupsOf(second), await readFile(String(second.ready['ca']), 'utf8')]).toEqual(before);
  });

  test('uses a certificate that it is given', async () => {
    const { cert, key } = await makeCertificate();
    await writeFile(join(directory, 'own.pem'), cert);
    await writeFile(join(directory, 'own-key.pem'), key);
    const server = await start('--cert', join(directory, 'own.pem'), '--key', join(directory, 'own-key.pem'));
    expect(server.ready['ca']).toBe(join(directory, 'own.pem'));
    expect(await groupsOf(server)).toHaveProperty('tgs');
  });

  test('names the origin that it is given as its address', async () => {
    const server = await start('--origin', 'https://provider.example:8443/');
    expect(server.ready['url']).toBe('https://provider.example:8443');
  });

  test('makes a new certificate in place of one that is broken', async () => {
    const data = join(directory, 'data');
    await mkdir(data);
    for (const name of ['ca.pem', 'key.pem']) await writeFile(join(data, name), 'broken');
    expect(await groupsOf(await start())).toHaveProperty('tgs');
  });

  test('explains itself', async () => {
    const { code, out } = await runToEnd(entry, ['--help']);
    expect(code).toBe(0);
    for (const option of ['--port', '--data-dir', '--config', '--cert', '--origin', '--state', '--process', '--json'])
      expect(out).toContain(option);
  });
});

describe('what is not right is said in a sentence without a stack', () => {
  async function complaintOf(...args: string[]): Promise<string> {
    const { code, complaint } = await runToEnd(entry, [...args]);
    expect(code).toBe(2);
    expect(complaint).not.toMatch(/\n\s+at /u);
    return complaint;
  }

  test.each([
    [[], '--config'],
    [['--config', 'x', '--port', 'abc'], '--port is a number'],
    [['--config', 'x', '--port', '65536'], '--port is a number'],
    [['--config', '/no/such/file'], 'cannot be read'],
    [['--no-such-option'], '--no-such-option'],
    [['--config', 'x', '--cert', 'y'], 'cannot be read'],
    [['--config', 'x', '--origin', 'provider.example'], '--origin is an address'],
    [['--config', 'x', '--state', 'http://localhost'], '--state is an address'],
    [['--config', 'x', '--process', 'a b'], '--process is letters'],
  ])('of the options %j', async (args, part) => {
    expect(await complaintOf(...args)).toContain(part);
  });

  test.each([
    ['{', 'not JSON'],
    [JSON.stringify({ accounts: [] }), 'accounts'],
    [JSON.stringify({ accounts: [{ ...account, numbers: ['123'] }] }), 'accounts.0.numbers.0'],
    [JSON.stringify({ accounts: [{ ...account, token: 'short' }] }), 'accounts.0.token'],
    [
      JSON.stringify({ accounts: [account, { ...account, user: 'ben', token: `${account.token}2` }] }),
      'a number stands twice',
    ],
  ])('of the configuration %.60s', async (text, part) => {
    await writeFile(config, text);
    expect(await complaintOf('--config', config)).toContain(part);
  });

  test('of a port that is taken', async () => {
    const other = createServer().listen(0, 'localhost');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const complaint = await complaintOf('--config', config, '--data-dir', directory, '--port', `${port}`);
    expect(complaint).toContain(`Port ${port} is in use`);
    other.close();
  });

  test('of a data directory that cannot be one', async () => {
    const complaint = await complaintOf('--config', config, '--port', '0', '--data-dir', join(config, 'data'));
    expect(complaint).toContain('cannot be written');
  });

  test('of a Redis that does not answer', async () => {
    const state = `redis://127.0.0.1:${await freePort()}/0`;
    const complaint = await complaintOf('--config', config, '--port', '0', '--data-dir', directory, '--state', state);
    expect(complaint).toContain(`Redis does not answer at ${new URL(state).host}`);
  });

  test('of a data base that is none', async () => {
    await writeFile(join(directory, 'provider.sqlite'), 'this is no data base, and long enough to be taken for one');
    const complaint = await complaintOf('--config', config, '--port', '0', '--data-dir', directory);
    expect(complaint).toContain('provider.sqlite');
  });

  test('of a certificate that is none', async () => {
    await writeFile(join(directory, 'own.pem'), 'no certificate');
    const own = join(directory, 'own.pem');
    expect(await complaintOf('--config', config, '--cert', own, '--key', own)).toContain('certificate');
  });
});
