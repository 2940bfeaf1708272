import { PhoneError, type PhoneErrorCode } from '../../src-bridge/phone-error.ts';

const byCode: Readonly<Record<string, PhoneErrorCode>> = {
  ENOTFOUND: 'unknown-authority',
  EAI_AGAIN: 'unknown-authority',
  ECONNREFUSED: 'unknown-authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'bad-certificate',
  EPROTO: 'not-ripp',
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-ripp',
  ERR_HTTP2_ERROR: 'offline',
};

/** OpenSSL's names for what is wrong with a certificate, as Node passes them on. */
const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CRL/u;

/** What a failed connection means to the person: no such provider, a bad certificate, or no network. */
export function explainConnectionError(error: unknown): PhoneError {
  if (error instanceof PhoneError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = byCode[code] ?? (certificateCode.test(code) ? 'bad-certificate' : 'offline');
  return new PhoneError(known, { cause: error });
}
