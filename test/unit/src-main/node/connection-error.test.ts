import { expect, test } from 'vitest';
import { explainConnectionError } from '../../../../src-main/node/connection-error.ts';
import { PhoneError } from '../../../../src-bridge/phone-error.ts';

test.each([
  ['ENOTFOUND', 'unknown-authority'],
  ['EAI_AGAIN', 'unknown-authority'],
  ['ECONNREFUSED', 'unknown-authority'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'bad-certificate'],
  ['other-key', 'other-key'],
  ['CERT_HAS_EXPIRED', 'bad-certificate'],
  ['CERT_NOT_YET_VALID', 'bad-certificate'],
  ['CERT_UNTRUSTED', 'bad-certificate'],
  ['CERT_REVOKED', 'bad-certificate'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'bad-certificate'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'bad-certificate'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'bad-certificate'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'bad-certificate'],
  ['UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'bad-certificate'],
  ['INVALID_CA', 'bad-certificate'],
  ['INVALID_PURPOSE', 'bad-certificate'],
  ['PATH_LENGTH_EXCEEDED', 'bad-certificate'],
  ['HOSTNAME_MISMATCH', 'bad-certificate'],
  ['CRL_HAS_EXPIRED', 'bad-certificate'],
  ['EPROTO', 'not-ripp'],
  ['ERR_HTTP2_ERROR', 'not-ripp'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-ripp'],
  ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'not-ripp'],
  ['ECONNRESET', 'offline'],
  ['ENETUNREACH', 'offline'],
  ['EHOSTUNREACH', 'offline'],
  ['ETIMEDOUT', 'offline'],
  ['ERR_HTTP2_STREAM_ERROR', 'offline'],
  ['ERR_HTTP2_GOAWAY_SESSION', 'offline'],
])('%s means %s, and is kept as the cause', (code, expected) => {
  const cause = Object.assign(new Error('something'), { code });
  expect(explainConnectionError(cause)).toMatchObject({ code: expected, cause });
});

test('what has no code counts as offline, and what is explained already stays', () => {
  expect(explainConnectionError(new Error('gone')).code).toBe('offline');
  expect(explainConnectionError('gone').code).toBe('offline');
  const known = new PhoneError('not-ripp');
  expect(explainConnectionError(known)).toBe(known);
});
