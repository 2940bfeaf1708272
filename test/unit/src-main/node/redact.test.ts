import { expect, test } from 'vitest';
import { redact } from '../../../../src-main/node/redact.ts';

const token = 'dGhlIHRva2VuIG9mIGFkYQ';

test('an address keeps its origin alone', () => {
  const handler = `GET https://example.com:8443/tg/1/handlers/${token}?x=${token} failed`;
  expect(redact(handler)).toBe('GET https://example.com:8443/… failed');
  expect(redact(`"http://127.0.0.1:8080/open/${token}"`)).toBe('"http://127.0.0.1:8080/…"');
  expect(redact(`https://example.com?token=${token}`)).toBe('https://example.com/…');
  expect(redact('https://example.com is fine')).toBe('https://example.com is fine');
});

test('bearer tokens and signed tokens are taken out of text', () => {
  expect(redact(`authorization: Bearer ${token}, more`)).toBe('authorization: Bearer …, more');
  expect(redact(`bearer ${token}`)).toBe('Bearer …');
  expect(redact('passport eyJhbGciOiJFUzI1NiJ9.eyJpYXQiOjF9.c2ln- refused')).toBe('passport … refused');
});

test.each(['token', 'accessToken', 'access_token', 'secret', 'Authorization', 'cookie', 'set-cookie', 'code', 'key'])(
  'a member named %s loses its value, whatever it is',
  (name) => {
    expect(redact({ [name]: token, other: 1 })).toEqual({ [name]: '…', other: 1 });
    expect(redact({ deep: [{ [name]: { inside: token } }] })).toEqual({ deep: [{ [name]: '…' }] });
  },
);

test('an error becomes one line with its causes, redacted too', () => {
  const error = new Error('outer', { cause: new TypeError(`at https://example.com/calls/${token}`) });
  expect(redact({ cause: error })).toEqual({ cause: 'Error: outer <- TypeError: at https://example.com/…' });
});

test('what is no secret stays as it is', () => {
  const fields = { line: 'l1', count: 3, isHere: true, nothing: null, list: [1, 'two'], number: '+14085550100' };
  expect(redact(fields)).toEqual(fields);
});
