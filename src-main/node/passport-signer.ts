import { CompactSign, importPKCS8 } from 'jose';
import type { PassportSigner, SecretStore } from '../session/ports.ts';
import { derOf, keepSelfSigned } from './self-signed.ts';

/**
 * Signs PASSporTs (PROTOCOL 8, RFC 8225) with a key and a self-signed certificate that are made once for this device
 * and kept in `secrets`. Where they cannot be kept, they are good for this run.
 */
export async function createPassportSigner(secrets: SecretStore): Promise<PassportSigner> {
  const identity = await keepSelfSigned(secrets, { secretName: 'passport-key', name: 'Byway device' });
  const privateKey = await importPKCS8(identity.key, 'ES256');
  const header = { alg: 'ES256', typ: 'passport', x5c: [derOf(identity)] };
  return {
    sign(claims) {
      const payload = new TextEncoder().encode(JSON.stringify(claims));
      return new CompactSign(payload).setProtectedHeader(header).sign(privateKey);
    },
  };
}
