import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtocolError } from '../../../../src-protocol/protocol-error.ts';
import { badResponse, failureOf, shownText } from '../../../../src-main/session/response-failure.ts';

test('any status and any body make a failure that can be shown', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), fc.uint8Array({ maxLength: 200 }), (status, body) => {
      expect(failureOf(status, body, 'call-ended').toFailure().code).toMatch(/^[a-z-]+$/u);
    }),
  );
});

test('a 404 means what was asked for', () => {
  expect(failureOf(404, new Uint8Array(), 'call-ended').code).toBe('call-ended');
  expect(failureOf(404, new Uint8Array(), 'unreachable').code).toBe('unreachable');
});

test('what breaks a schema names its member, or what is wrong with the whole', () => {
  expect(badResponse(new ProtocolError('schema', 'mic.id', 'must be'))).toMatchObject({
    code: 'bad-response',
    detail: 'mic.id',
  });
  expect(badResponse(new ProtocolError('not-json', '', 'the body is not JSON'))).toMatchObject({
    detail: 'the body is not JSON',
  });
  const other = new Error('other');
  expect(badResponse(other)).toBe(other);
});

test('text of a provider is shown without URIs and control characters', () => {
  expect(shownText('see\n\u0000https://x.example/a?token=1 or ripp://y, please')).toBe('see … or … please');
});
