import { PhoneError, type PhoneErrorCode } from '../../src-bridge/phone-error.ts';

const byCode: Readonly<Record<string, PhoneErrorCode>> = {
  ENOTFOUND: 'unknown-authority',
  EAI_AGAIN: 'unknown-authority',
  ECONNREFUSED: 'unknown-authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'bad-certificate',
  'other-key': 'other-key',
  EPROTO: 'not-ripp',
  ERR_HTTP2_ERROR: 'not-ripp',
  'other-protocol': 'not-ripp',
  'bad-certificate': 'bad-certificate',
  'bad-response': 'bad-response',
};

/** OpenSSL's names for what is wrong with a certificate, as Node passes them on (`X509_verify_cert_error_string`). */
const certificateCode = /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_|PATH_LENGTH_|HOSTNAME_)|CERT|CRL/u;
/** What OpenSSL says of a peer whose bytes are not TLS, or that will not speak HTTP/2. */
const notOurTls = /^ERR_SSL_/u;

/** What a failed connection means to the person: no such provider, a bad certificate, or no network. */
export function explainConnectionError(error: unknown): PhoneError {
  if (error instanceof PhoneError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new PhoneError(byCode[code] ?? byFamily(code), { cause: error });
}

function byFamily(code: string): PhoneErrorCode {
  if (notOurTls.test(code)) return 'not-ripp';
  return certificateCode.test(code) ? 'bad-certificate' : 'offline';
}
