import { describe, expect, test } from 'vitest';
import { readAuthParameters } from '../../../../../src-main/dialog-package/digest/auth-parameters.ts';
import { digestResponse, hashKey } from '../../../../../src-main/dialog-package/digest/digest-response.ts';

describe('a digest', () => {
  test('is that of the example of RFC 7616, 3.9.1, in both algorithms', () => {
    const key = { name: 'Mufasa', password: 'Circle of Life' };
    const realm = 'http-auth@example.org';
    const of = {
      method: 'GET',
      uri: '/dir/index.html',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      nc: '00000001',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    };
    expect(digestResponse('SHA-256', hashKey('SHA-256', key, realm), of)).toBe(
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    );
    expect(digestResponse('MD5', hashKey('MD5', key, realm), of)).toBe('8ca523f5e9506fed4657c9700eebdbec');
  });
});

describe('authentication parameters', () => {
  test('are read whatever the case, the space and the quotes', () => {
    const read = readAuthParameters(String.raw` Digest  Username="a \"b\" \\, c" ,realm=x,QOP = "auth",nc=00000001`);
    expect(read?.scheme).toBe('digest');
    expect([...(read?.parameters ?? [])]).toEqual([
      ['username', String.raw`a "b" \, c`],
      ['realm', 'x'],
      ['qop', 'auth'],
      ['nc', '00000001'],
    ]);
  });

  test.each([
    ['nothing', ''],
    ['a scheme alone', 'Digest'],
    ['a quote that stays open', 'Digest username="a, realm="b"'],
    ['a backslash at the end', 'Digest username="a\\'],
    ['a comma at the end', 'Digest username="a",'],
    ['two commas', 'Digest username="a",,realm="b"'],
    ['a name twice', 'Digest realm="a", REALM="b"'],
    ['a name without a value', 'Digest realm'],
    ['33 parameters', `Digest ${Array.from({ length: 33 }, (_, index) => `p${index}=1`).join()}`],
    ['text behind a value', 'Digest realm="a"b'],
    ['a megabyte of backslashes', `Digest realm="${'\\'.repeat(1_000_001)}`],
  ])('are refused with %s', (_, value) => expect(readAuthParameters(value)).toBeUndefined());
});
