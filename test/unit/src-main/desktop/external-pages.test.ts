import { beforeEach, expect, test, vi } from 'vitest';
import { mayOpenOutside, openOutside } from '../../../../src-main/desktop/external-pages.ts';

const outside = vi.hoisted(() => ({ opened: [] as string[], works: true }));
vi.mock('electron', () => ({
  shell: {
    async openExternal(address: string) {
      outside.opened.push(address);
      if (!outside.works) throw new Error('there is no browser');
    },
  },
}));
beforeEach(() => {
  outside.opened.length = 0;
  outside.works = true;
});

test.each([
  'https://example.com/sign-in?state=x',
  'https://example.com:8443/',
  'https://localhost:8443/sign-in',
  'ms-settings:privacy-microphone',
  'x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone',
])('%s may be opened outside', (address) => {
  expect(mayOpenOutside(address)).toBe(true);
});

test.each([
  'http://example.com/',
  'https://user:password@example.com/',
  'https://user@example.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'ms-settings:anything-else',
  'ms-msdt:/id',
  'search-ms:query=x',
  'smb://host/share',
  '\\\\host\\share',
  'C:\\Windows\\System32\\calc.exe',
  'tel:+14085550100',
  'app://byway/index.html',
  '//example.com',
  '',
])('%s may not', async (address) => {
  expect(await openOutside(address)).toBe(false);
  expect(outside.opened).toEqual([]);
});

test('what may be opened is opened, and told where it cannot be', async () => {
  expect(await openOutside('https://example.com/')).toBe(true);
  outside.works = false;
  expect(await openOutside('https://example.com/')).toBe(false);
  expect(outside.opened).toHaveLength(2);
});
