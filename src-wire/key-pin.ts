import { createHash, X509Certificate } from 'node:crypto';

const form = /^sha256\/[A-Za-z0-9+/]{43}=$/u;

/** Whether a text is a pin: `sha256/` and, in base64, the SHA-256 of a public key (SubjectPublicKeyInfo, RFC 7469). */
export function isKeyPin(text: string): boolean {
  return form.test(text);
}

/** The pin of the key in a certificate, PEM or DER. Throws where it is no certificate. */
export function pinOf(certificate: string | Uint8Array): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return `sha256/${createHash('sha256').update(key).digest('base64')}`;
}

/**
 * Whether a server that showed this certificate has one of the pinned keys. Without pins every key will do. Only the
 * server's own key counts: one of an authority above it could vouch for others too.
 */
export function hasPinnedKey(certificate: string | Uint8Array, pins: readonly string[]): boolean {
  if (pins.length === 0) return true;
  try {
    return pins.includes(pinOf(certificate));
  } catch {
    return false;
  }
}
