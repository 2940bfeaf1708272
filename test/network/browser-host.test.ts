import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBrowserHost, type BrowserHost } from '../../src-main/bridge/browser-host.ts';
import { decodeAudioPacket, encodeAudioPacket, type AudioPacket } from '../../src-bridge/audio-port.ts';
import { PhoneError } from '../../src-bridge/phone-error.ts';
import { createFakePhone, type FakePhone } from '../support/fake-phone.ts';
import { connectWindow, enter, visit, type VisitorSocket } from '../support/host-visitor.ts';
import { MemoryLog } from '../support/memory-ports.ts';
import { samplePhone } from '../support/sample-states.ts';

let directory: string;
let phone: FakePhone;
let log: MemoryLog;
let host: BrowserHost;

const packet: AudioPacket = { payloadType: 1, timestampMs: 1234, sequence: 5, payload: new Uint8Array([1, 2, 3]) };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'byway-host-'));
  const root = join(directory, 'pages');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(root, 'index.html'), '<!doctype html><title>Byway</title>');
  await writeFile(join(root, 'assets', 'page.js'), 'export {};');
  await writeFile(join(directory, 'secret.txt'), 'secret');
  await mkdir(join(directory, 'pages-of-others'));
  await writeFile(join(directory, 'pages-of-others', 'index.html'), 'secret');
  phone = createFakePhone({ audible: ['c1'] });
  log = new MemoryLog();
  host = await startBrowserHost({ phone, root, port: 0, log });
});

afterEach(async () => {
  await host.stop();
  expect(phone.listeners).toBe(0);
  await rm(directory, { recursive: true });
});

const hostName = (): string => new URL(host.url).host;
const ownOrigin = (): string => new URL(host.url).origin;

async function openWindow(cookie?: string): Promise<VisitorSocket> {
  return connectWindow(host.url, { origin: ownOrigin(), cookie: cookie ?? (await enter(host.url)) });
}

function frame(channel: number, bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(channel);
  return Buffer.concat([head, bytes]);
}

test('the address that is printed is on 127.0.0.1 and admits its first visitor with a cookie, once', async () => {
  const url = new URL(host.url);
  expect(url.hostname).toBe('127.0.0.1');
  const first = await visit(host.url, url.pathname);
  expect(first.status).toBe(303);
  expect(first.headers.location).toBe('/');
  expect(first.headers['set-cookie']).toEqual([
    expect.stringMatching(new RegExp(`^byway-${url.port}=[\\w-]{32}; HttpOnly; SameSite=Lax; Path=/$`, 'u')),
  ]);
  const second = await visit(host.url, url.pathname);
  expect(second.status).toBe(403);
  expect(second.headers['set-cookie']).toBeUndefined();
  expect(second.body).toContain('start Byway again');
});

test('looking at the address without opening it does not use it up', async () => {
  expect((await visit(host.url, new URL(host.url).pathname, { method: 'HEAD' })).status).toBe(403);
  expect(await enter(host.url)).not.toBe('');
});

test('a visitor who is in already is sent on from the used address to the page', async () => {
  const cookie = await enter(host.url);
  const again = await visit(host.url, new URL(host.url).pathname, { headers: { cookie } });
  expect([again.status, again.headers.location]).toEqual([303, '/']);
});

test.each(['/', '/?dial=tel%3A%2B14085551002', '/assets/page.js', '/open/', '/open/guess', '/bridge'])(
  '%s without the cookie is refused with a sentence',
  async (path) => {
    const page = await visit(host.url, path);
    expect(page.status).toBe(403);
    expect(page.body).toContain('start Byway again');
  },
);

test('a cookie of another value or of another port is no cookie', async () => {
  const [name, value] = (await enter(host.url)).split('=');
  for (const cookie of [`${name!}=${value!}x`, `${name!}=`, `byway-1=${value!}`]) {
    expect((await visit(host.url, '/', { headers: { cookie } })).status).toBe(403);
  }
  const cookie = `other=1; ${name!}=${value!}`;
  expect((await visit(host.url, '/', { headers: { cookie } })).status).toBe(200);
});

test('every page, also a refusal, carries the headers that lock it down', async () => {
  const cookie = await enter(host.url);
  for (const page of [
    await visit(host.url, '/', { headers: { cookie } }),
    await visit(host.url, '/assets/page.js', { headers: { cookie } }),
    await visit(host.url, '/'),
  ]) {
    expect(page.headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "font-src 'self'; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  }
});

test('files come with their media type, and the page is never kept', async () => {
  const cookie = await enter(host.url);
  const page = await visit(host.url, '/', { headers: { cookie } });
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['cache-control']).toBe('no-store');
  expect(page.body).toContain('<title>Byway</title>');
  const script = await visit(host.url, '/assets/page.js?v=1', { headers: { cookie } });
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(script.body).toBe('export {};');
});

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/../../secret.txt',
  '/..\\secret.txt',
  '//../secret.txt',
  '/../pages-of-others/index.html',
  '/assets',
  '/%00',
  '/%',
  '/nothing.js',
])('%s leads nowhere', async (path) => {
  const page = await visit(host.url, path, { headers: { cookie: await enter(host.url) } });
  expect(page.status).toBe(404);
  expect(page.body).not.toContain('secret');
});

test('a foreign Host is refused even with the cookie and the secret, and uses nothing up', async () => {
  const path = new URL(host.url).pathname;
  const { port } = new URL(host.url);
  for (const name of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`]) {
    expect((await visit(host.url, path, { headers: { host: name } })).status).toBe(403);
  }
  const cookie = await enter(host.url);
  expect((await visit(host.url, '/', { headers: { cookie, host: `localhost:${port}` } })).status).toBe(200);
  expect((await visit(host.url, '/', { headers: { cookie, host: `evil.example:${port}` } })).status).toBe(403);
});

test('a foreign Origin is refused even with the cookie', async () => {
  const cookie = await enter(host.url);
  for (const origin of ['https://evil.example', 'null', `https://${hostName()}`, 'http://127.0.0.1']) {
    expect((await visit(host.url, '/', { headers: { cookie, origin } })).status).toBe(403);
  }
});

test('nothing can be posted', async () => {
  const cookie = await enter(host.url);
  expect((await visit(host.url, '/', { method: 'POST', headers: { cookie } })).status).toBe(405);
});

test('the bridge opens to a window of our own page with the cookie alone', async () => {
  const cookie = await enter(host.url);
  const origin = ownOrigin();
  const refused = [
    connectWindow(host.url, { origin }),
    connectWindow(host.url, { cookie }),
    connectWindow(host.url, { cookie, origin: 'https://evil.example' }),
    connectWindow(host.url, { cookie, origin: 'null' }),
    connectWindow(host.url, { cookie, origin, host: 'evil.example' }),
    connectWindow(host.url, { cookie, origin }, '/elsewhere'),
  ];
  for (const attempt of refused) await expect(attempt).rejects.toThrow('refused with 403');
  const window = await connectWindow(host.url, { cookie, origin: `http://localhost:${new URL(host.url).port}` });
  expect(await window.next()).toHaveProperty('state');
});

test('a visitor who breaks off a refused upgrade, or stays on after it, harms nobody', async () => {
  const { port } = new URL(host.url);
  const upgrade = 'GET /bridge HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  const rude = connect({ port: Number(port), host: '127.0.0.1' });
  rude.write(upgrade, () => rude.resetAndDestroy());
  await once(rude, 'close');
  const stubborn = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  stubborn.write(upgrade);
  const [said] = (await once(stubborn, 'data')) as [Buffer];
  expect(said.toString()).toMatch(/^HTTP\/1\.1 403/u);
  await host.stop().finally(() => stubborn.destroy());
  host = await startBrowserHost({ phone, root: directory, port: 0, log });
});

test('a window gets the state at once, and changes of one turn as one', async () => {
  const window = await openWindow();
  expect(await window.next()).toEqual({ state: phone.state });
  const last = samplePhone({ notices: [], lines: [] });
  phone.show(samplePhone({ connection: { kind: 'connecting' } }));
  phone.show(last);
  expect(await window.next()).toEqual({ state: last });
  phone.show({ ...last });
  phone.show({ ...last, lines: samplePhone().lines });
  expect(await window.next()).toEqual({ state: samplePhone() });
  expect(await window.ask({ id: 1, invoke: 'retryNow', args: [] })).toEqual({ ok: true });
});

test('a command reaches the phone, and its value or its failure comes back under its number', async () => {
  phone.on('placeCall', async () => 'c7');
  phone.on('answer', () => Promise.reject(new PhoneError('not-now', { cause: new Error('https://example.com/x') })));
  const window = await openWindow();
  const placed = await window.ask({ id: 1, invoke: 'placeCall', args: [{ destination: ' +14085550100 ' }] });
  expect(placed).toEqual({ ok: true, value: 'c7' });
  const answered = await window.ask({ id: 2, invoke: 'answer', args: ['c1'] });
  expect(answered).toEqual({ ok: false, failure: { code: 'not-now' } });
  expect(phone.commands).toEqual([
    ['placeCall', { destination: '+14085550100' }],
    ['answer', 'c1'],
  ]);
});

test('arguments that break their schema are refused before the phone sees them', async () => {
  const window = await openWindow();
  for (const [id, invoke, args] of [
    [1, 'answer', []],
    [2, 'answer', [7]],
    [3, 'setMuted', ['c1', 'yes']],
    [4, 'constructor', []],
    [5, 'openAudio', ['c1']],
    [6, 'placeCall', [{ destination: 'x'.repeat(300) }]],
  ] as const) {
    const result = await window.ask({ id, invoke, args });
    expect(result).toMatchObject({ ok: false, failure: { code: 'bad-command' } });
  }
  expect(phone.commands).toEqual([]);
});

test.each([
  ['no JSON', 'answer the phone'],
  ['an unknown message', { hello: 1 }],
  ['a command without a number', { invoke: 'answer', args: ['c1'] }],
  ['a command with more than it has', { id: 1, invoke: 'answer', args: ['c1'], token: 'x' }],
  ['a command with a fraction for a number', { id: 1.5, invoke: 'answer', args: ['c1'] }],
  ['null', null],
])('a text frame that is %s closes its own window only', async (_what, bad) => {
  const cookie = await enter(host.url);
  const window = await openWindow(cookie);
  const other = await openWindow(cookie);
  window.socket.send(typeof bad === 'string' ? bad : JSON.stringify(bad));
  expect(await window.closed).toBe(1008);
  expect(await other.ask({ id: 1, invoke: 'retryNow', args: [] })).toEqual({ ok: true });
});

test('binary frames that are no packet, and frames that are too large, close the window', async () => {
  const cookie = await enter(host.url);
  for (const bad of [new Uint8Array(3), new Uint8Array(21), frame(1, new Uint8Array(18).fill(255))]) {
    const window = await openWindow(cookie);
    window.send(bad);
    expect(await window.closed).toBe(1008);
  }
  const window = await openWindow(cookie);
  window.send(new Uint8Array(65 * 1024));
  expect(await window.closed).toBe(1009);
});

test('audio flows both ways on its channel, and ends with it', async () => {
  const window = await openWindow();
  await window.next();
  expect(await window.ask({ id: 1, openAudio: 'c1' })).toEqual({ ok: true, value: 1 });
  const [port] = phone.ports;
  port!.play(packet);
  const heard = (await window.next()) as Buffer;
  expect(heard.readUInt32BE(0)).toBe(1);
  expect(decodeAudioPacket(heard.subarray(4))).toEqual({ ...packet, payload: Buffer.from(packet.payload) });
  const spoken = port!.next();
  window.send(frame(99, encodeAudioPacket(packet)));
  window.send(frame(1, encodeAudioPacket({ ...packet, timestampMs: 77, level: 30 })));
  expect(await spoken).toMatchObject({ timestampMs: 77, level: 30 });
  expect(port!.sent).toHaveLength(1);
  window.send({ closeAudio: 1 });
  await window.ask({ id: 2, invoke: 'retryNow', args: [] });
  expect(port!.isClosed).toBe(true);
});

test('audio of a call that has none is refused', async () => {
  const window = await openWindow();
  const result = await window.ask({ id: 1, openAudio: 'c9' });
  expect(result).toEqual({ ok: false, failure: { code: 'no-such-call' } });
});

test('a second window takes the audio of a call, and the first is told that its channel is closed', async () => {
  const cookie = await enter(host.url);
  const first = await openWindow(cookie);
  const second = await openWindow(cookie);
  await first.next();
  await second.next();
  expect(await first.ask({ id: 1, openAudio: 'c1' })).toEqual({ ok: true, value: 1 });
  expect(await second.ask({ id: 1, openAudio: 'c1' })).toEqual({ ok: true, value: 1 });
  expect(await first.next()).toEqual({ closeAudio: 1 });
  expect(phone.ports.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  first.socket.close();
  await first.closed;
  phone.ports[1]!.play(packet);
  expect(await second.next()).toBeInstanceOf(Buffer);
});

test('a window that goes away closes its audio', async () => {
  const window = await openWindow();
  await window.ask({ id: 1, openAudio: 'c1' });
  window.socket.terminate();
  await expect.poll(() => phone.ports[0]!.isClosed).toBe(true);
});

test('a window that stops listening loses audio instead of piling it up', async () => {
  const window = await openWindow();
  await window.ask({ id: 1, openAudio: 'c1' });
  window.socket.pause();
  const large = { ...packet, payload: new Uint8Array(8 * 1024) };
  const count = 4000;
  for (let sequence = 0; sequence < count; sequence++) {
    phone.ports[0]!.play({ ...large, sequence });
    if (sequence % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  window.socket.resume();
  const answered = window.ask({ id: 2, invoke: 'retryNow', args: [] });
  let heard = 0;
  window.socket.on('message', (_data, isBinary) => (heard += isBinary ? 1 : 0));
  expect(await answered).toEqual({ ok: true });
  expect(heard).toBeGreaterThan(0);
  expect(heard).toBeLessThan(count);
});

test('two hosts on one machine keep their visitors apart', async () => {
  const other = await startBrowserHost({ phone, root: join(directory, 'pages'), port: 0, log });
  const cookies = `${await enter(host.url)}; ${await enter(other.url)}`;
  expect((await visit(host.url, '/', { headers: { cookie: cookies } })).status).toBe(200);
  expect((await visit(other.url, '/', { headers: { cookie: cookies } })).status).toBe(200);
  expect((await visit(other.url, '/', { headers: { cookie: await enter(host.url) } })).status).toBe(403);
  await other.stop();
});

test('a port that is in use rejects', async () => {
  const port = Number(new URL(host.url).port);
  const second = startBrowserHost({ phone, root: directory, port, log });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('no secret, cookie or token gets into the log', async () => {
  const cookie = await enter(host.url);
  const window = await openWindow(cookie);
  await window.ask({ id: 1, invoke: 'answer', args: [] });
  const text = log.lines.join('\n');
  expect(text).toContain('command failed');
  expect(text).not.toContain(cookie.split('=')[1]);
  expect(text).not.toContain(new URL(host.url).pathname.split('/')[2]);
});
