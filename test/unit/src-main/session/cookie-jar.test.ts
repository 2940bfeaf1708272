import { expect, test } from 'vitest';
import { CookieJar } from '../../../../src-main/session/cookie-jar.ts';

test('what was set is sent back, without its attributes', () => {
  const jar = new CookieJar();
  expect(jar.header).toBeUndefined();
  jar.keep(['route=a; Path=/; Secure', 'node = 7']);
  expect(jar.header).toBe('route=a; node = 7');
  jar.keep(['route=b']);
  expect(jar.header).toBe('route=b; node = 7');
});

test('ten are kept, each of five kilobytes at most', () => {
  const jar = new CookieJar();
  jar.keep([`big=${'x'.repeat(6000)}`, 'nonsense', '=x', ...Array.from({ length: 20 }, (_, index) => `c${index}=1`)]);
  expect(jar.header?.split('; ')).toEqual(Array.from({ length: 10 }, (_, index) => `c${index}=1`));
});

test('one is taken back by its age, and all by clearing', () => {
  const jar = new CookieJar();
  jar.keep(['a=1', 'b=2', 'a=; Max-Age=0']);
  expect(jar.header).toBe('b=2');
  jar.clear();
  expect(jar.header).toBeUndefined();
});
