import { EventEmitter } from 'node:events';
import type { App, Session, WebContents } from 'electron';
import { expect, test, vi } from 'vitest';
import { isOwnPage, pageUrl, registerPageScheme, servePages } from '../../../../src-main/desktop/app-pages.ts';
import { lockDownContents } from '../../../../src-main/desktop/lock-down.ts';
import { restrictPermissions } from '../../../../src-main/desktop/permissions.ts';
import { FakeContents } from '../../../support/electron/fake-contents.ts';
import { protocol } from '../../../support/electron-stub.ts';

vi.mock('electron', () => import('../../../support/electron-stub.ts'));

test('our scheme is a secure, standard one that bypasses nothing', () => {
  registerPageScheme();
  expect(protocol.schemes).toEqual([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
});

test('our pages come from the built renderer alone, with headers that lock them down', () => {
  const registerSource = vi.fn();
  servePages({ protocol: { registerSource } } as unknown as Session, '/built/renderer');
  expect(registerSource).toHaveBeenCalledExactlyOnceWith('app', {
    routes: [
      {
        match: { host: 'byway' },
        source: {
          type: 'directory',
          root: '/built/renderer',
          index: 'index.html',
          headers: expect.objectContaining({
            'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; /u),
            'cross-origin-opener-policy': 'same-origin',
            'cross-origin-embedder-policy': 'require-corp',
            'x-content-type-options': 'nosniff',
          }),
        },
      },
    ],
  });
});

test.each([
  [pageUrl, true],
  ['app://byway/', true],
  ['app://byway/#settings', true],
  ['app://evil/index.html', false],
  ['app://byway.evil/index.html', false],
  ['app://evil@other/index.html', false],
  ['https://byway/index.html', false],
  ['file:///index.html', false],
  ['about:blank', false],
  ['', false],
])('%s is a page of ours: %s', (address, isOurs) => {
  expect(isOwnPage(address)).toBe(isOurs);
});

type Check = Parameters<Session['setPermissionCheckHandler']>[0] & object;
type Ask = Parameters<Session['setPermissionRequestHandler']>[0] & object;

function permissions(): { check: Check; ask: (url: string, permission: string, details: object) => boolean } {
  let check!: Check;
  let ask!: Ask;
  restrictPermissions({
    setPermissionCheckHandler: (handler: Check) => void (check = handler),
    setPermissionRequestHandler: (handler: Ask) => void (ask = handler),
  } as unknown as Session);
  return {
    check,
    ask(url, permission, details) {
      let answer: boolean | undefined;
      const contents = new FakeContents(url) as unknown as WebContents;
      ask(contents, permission as never, (given) => (answer = given), details as never);
      if (answer === undefined) throw new Error('never answered');
      return answer;
    },
  };
}

test('our page may use the microphone and choose a speaker, and nothing else', () => {
  const { check, ask } = permissions();
  expect(ask(pageUrl, 'media', { mediaTypes: ['audio'] })).toBe(true);
  expect(ask(pageUrl, 'speaker-selection', {})).toBe(true);
  expect(check(null, 'media', 'app://byway', { mediaType: 'audio' } as never)).toBe(true);
  for (const mediaTypes of [['video'], ['audio', 'video'], [], undefined]) {
    expect(ask(pageUrl, 'media', { mediaTypes })).toBe(false);
  }
  expect(check(null, 'media', 'app://byway', { mediaType: 'video' } as never)).toBe(false);
  expect(check(null, 'hid', 'app://byway', {} as never)).toBe(true);
  expect(ask(pageUrl, 'hid', {})).toBe(false);
  for (const permission of ['display-capture', 'geolocation', 'notifications', 'openExternal', 'fullscreen']) {
    expect(ask(pageUrl, permission, {})).toBe(false);
    expect(check(null, permission as never, 'app://byway', {} as never)).toBe(false);
  }
});

test('a page of others may use nothing', () => {
  const { check, ask } = permissions();
  expect(ask('https://evil.example/', 'media', { mediaTypes: ['audio'] })).toBe(false);
  expect(check(null, 'media', 'https://evil.example', { mediaType: 'audio' } as never)).toBe(false);
});

test('no page leaves our own, opens a window or embeds another', () => {
  const app = new EventEmitter();
  lockDownContents(app as unknown as App);
  const contents = new FakeContents(pageUrl);
  app.emit('web-contents-created', {}, contents);
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    for (const [url, isPrevented] of [
      [pageUrl, false],
      ['https://evil.example/', true],
    ] as const) {
      const event = { url, preventDefault: vi.fn() };
      contents.emit(name, event);
      expect(event.preventDefault).toHaveBeenCalledTimes(isPrevented ? 1 : 0);
    }
  }
  const event = { preventDefault: vi.fn() };
  contents.emit('will-attach-webview', event);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(contents.openHandler?.()).toEqual({ action: 'deny' });
});
