import { createHash } from 'node:crypto';

/** What we speak, the better one first: SHA-256 (RFC 8760), and MD5 for old phones. */
export const digestAlgorithms = ['SHA-256', 'MD5'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text)
    .digest('hex');
}

/** The hash of a key in a realm, in hexadecimal digits: what of a key is needed afterwards (RFC 7616, 3.4.2). */
export function hashKey(
  algorithm: DigestAlgorithm,
  key: { readonly name: string; readonly password: string },
  realm: string,
): string {
  return hash(algorithm, `${key.name}:${realm}:${key.password}`);
}

/** The proof that who sends a request has a key, in hexadecimal digits, with `qop=auth` (RFC 7616, 3.4.1). */
export function digestResponse(
  algorithm: DigestAlgorithm,
  keyHash: string,
  of: {
    readonly method: string;
    readonly uri: string;
    readonly nonce: string;
    /** Eight hexadecimal digits. */
    readonly nc: string;
    readonly cnonce: string;
  },
): string {
  const asked = hash(algorithm, `${of.method}:${of.uri}`);
  return hash(algorithm, `${keyHash}:${of.nonce}:${of.nc}:${of.cnonce}:auth:${asked}`);
}

/** The same without counting, as phones want it that know no `qop` (RFC 2069). */
export function uncountedDigestResponse(
  algorithm: DigestAlgorithm,
  keyHash: string,
  { method, uri, nonce }: { readonly method: string; readonly uri: string; readonly nonce: string },
): string {
  return hash(algorithm, `${keyHash}:${nonce}:${hash(algorithm, `${method}:${uri}`)}`);
}
