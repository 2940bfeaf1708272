import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LaunchError } from '../../../src-main/launch-error.ts';
import { explainStart, launchHelp, readLaunchOptions } from '../../../src-main/launch-options.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const read = (line: string, environment: NodeJS.ProcessEnv = {}) =>
  readLaunchOptions(line === '' ? [] : line.split(' '), environment);

test('without options the phone goes on as the last run left it, on any port, for a person', async () => {
  expect(await read('')).toEqual({
    start: { kind: 'resume' },
    port: 0,
    extraCertificates: [],
    wantsHttp3: false,
    isForScripts: false,
  });
});

test('every option is understood', async () => {
  const options = await read('--browser --demo --port 8080 --data-dir /data --device-name Kitchen --http3 --json');
  expect(options).toEqual({
    start: { kind: 'demo' },
    port: 8080,
    dataDirectory: '/data',
    deviceName: 'Kitchen',
    extraCertificates: [],
    wantsHttp3: true,
    isForScripts: true,
  });
});

test.each(['example.com:8443', 'https://example.com:8443', 'https://example.com:8443/', 'HTTPS://example.com:8443'])(
  '%s names the provider example.com:8443',
  async (provider) => {
    const options = await read(`--provider ${provider} --token abc`);
    expect(options).toHaveProperty('start', { kind: 'token', authority: 'example.com:8443', token: 'abc' });
  },
);

test('the token may come from the environment, and the option goes before it', async () => {
  const fromEnvironment = await read('--provider example.com', { BYWAY_TOKEN: 'secret' });
  expect(fromEnvironment).toHaveProperty('start.token', 'secret');
  const fromOption = await read('--provider example.com --token other', { BYWAY_TOKEN: 'secret' });
  expect(fromOption).toHaveProperty('start.token', 'other');
});

test('an empty token in the environment is none', async () => {
  await expect(read('--provider example.com', { BYWAY_TOKEN: '' })).rejects.toMatchObject({ exitCode: 2 });
});

test('a certificate to trust is read from its file', async () => {
  const file = join(await temporaryDirectory(), 'ca.pem');
  const { cert } = await makeCertificate();
  await writeFile(file, cert);
  expect(await read(`--ca ${file}`)).toHaveProperty('extraCertificates', [cert]);
});

test('help goes before everything else that is right, and names every option', async () => {
  expect(await read('--help --demo')).toBe('help');
  for (const option of ['browser', 'demo', 'provider', 'token', 'ca', 'device-name', 'port', 'data-dir', 'json']) {
    expect(launchHelp).toContain(`--${option} `);
  }
});

test.each([
  ['--hello', /--hello/u],
  ['extra', /extra/u],
  ['--port', /port/u],
  ['--port x', /--port/u],
  ['--port 70000', /--port/u],
  ['--port -1', /--?port/u],
  ['--demo --provider example.com', /not both/u],
  ['--provider example.com', /--token/u],
  ['--provider not_a_name --token x', /not_a_name is no provider/u],
  ['--provider https://example.com/path --token x', /is no provider/u],
  ['--provider http://example.com --token x', /is no provider/u],
])('%s is refused with a sentence and exit code 2', async (line, sentence) => {
  const error = await read(line).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LaunchError);
  expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(sentence) });
});

test('a device name of nothing is refused', async () => {
  await expect(readLaunchOptions(['--device-name', '  '], {})).rejects.toMatchObject({ exitCode: 2 });
});

test('a certificate that is not there, or is none, is refused with a sentence and exit code 1', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'key.pem'), '-----BEGIN PRIVATE KEY-----');
  for (const name of ['nothing.pem', 'key.pem', '.']) {
    const refused = read(`--ca ${join(directory, name)}`);
    await expect(refused).rejects.toMatchObject({ name: 'LaunchError', exitCode: 1 });
  }
});

test.each([
  ['EADDRINUSE', 'listen', /Port 80 is in use/u],
  ['EACCES', 'listen', /Port 80 is kept for the system/u],
  ['EACCES', 'mkdir', /\/data cannot be written/u],
  ['EROFS', 'open', /\/data cannot be written/u],
  ['ENOSPC', 'write', /\/data cannot be written/u],
  ['ENOENT', 'mkdir', /\/data cannot be written/u],
])('%s of %s is explained with what to do next', (code, syscall, sentence) => {
  const cause = Object.assign(new Error('x'), { code, syscall });
  const explained = explainStart(cause, { port: 80, directory: '/data' });
  expect(explained).toMatchObject({
    name: 'LaunchError',
    exitCode: 1,
    message: expect.stringMatching(sentence),
    cause,
  });
  expect((explained as Error).message).toMatch(/--(?:port|data-dir)/u);
});

test('what is nobody but ours to mend stays as it is', () => {
  const defect = new TypeError('x is not a function');
  expect(explainStart(defect, { port: 0, directory: '/data' })).toBe(defect);
});

test('pins are understood, several too, and what is none is refused', async () => {
  const pins = [`sha256/${'A'.repeat(43)}=`, `sha256/${'B'.repeat(43)}=`];
  expect(await read(`--pin ${pins.join(' --pin ')}`)).toHaveProperty('pins', pins);
  expect(await read('')).not.toHaveProperty('pins');
  await expect(read('--pin sha256/short')).rejects.toThrow(/^--pin.*: give sha256\/ and the SHA-256/u);
});

test('the token is taken out of the environment, which every program that we start inherits', async () => {
  const environment = { BYWAY_TOKEN: 'abc', PATH: '/bin' };
  expect(await read('--provider example.com', environment)).toHaveProperty('start.token', 'abc');
  expect(environment).toEqual({ PATH: '/bin' });
});
