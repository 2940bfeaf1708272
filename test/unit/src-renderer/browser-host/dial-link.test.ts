import { expect, test } from 'vitest';
import { dialAddress, takeDialLink } from '../../../../src-renderer/browser-host/dial-link.ts';

/** What is taken of an address with `search`, and the addresses that stood there afterwards. */
function open(search: string): { taken: string | undefined; replaced: readonly string[] } {
  const replaced: string[] = [];
  const history = { replaceState: (_data: unknown, _unused: string, url: string) => replaced.push(url) };
  return { taken: takeDialLink({ search, pathname: '/' }, history), replaced };
}

test.each([
  ['tel:+14085551002', 'tel:+14085551002'],
  ['tel:%2B1%20408-555-1002', 'tel:+1 408-555-1002'],
  ['tel:(0408)555.1002;phone-context=+1', 'tel:(0408)555.1002;phone-context=+1'],
  ['TEL://*100%23', 'TEL://*100#'],
])('the link %s is taken as %s', (link, taken) => {
  expect(open(`?dial=${encodeURIComponent(link)}`).taken).toBe(taken);
});

test.each([
  '',
  'tel:',
  'tel:+',
  'tel:;1',
  'javascript:alert(1)',
  'sip:ada@example.com',
  'tel:<b>1</b>',
  'tel:%00123',
  '+14085551002',
  `tel:${'1'.repeat(41)}`,
  `tel:1;${'x'.repeat(600)}`,
  'tel:%E0%A4%A1%',
])('%s is no link to a telephone number', (link) => {
  expect(open(`?dial=${encodeURIComponent(link)}`)).toEqual({ taken: undefined, replaced: ['/'] });
});

test('a link leaves the address, and an address without one stays as it is', () => {
  expect(open('?dial=tel%3A1').replaced).toEqual(['/']);
  expect(open('?other=1')).toEqual({ taken: undefined, replaced: [] });
  expect(open('')).toEqual({ taken: undefined, replaced: [] });
});

test('the address for the browser is the page with the whole link', () => {
  const address = dialAddress('http://127.0.0.1:4000').replace('%s', encodeURIComponent('tel:+1;ext=2'));
  expect(open(new URL(address).search).taken).toBe('tel:+1;ext=2');
});
