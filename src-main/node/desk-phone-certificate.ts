import { hostname } from 'node:os';
import { keepSelfSigned, type Identity } from './self-signed.ts';
import type { SecretStore } from '../session/ports.ts';

/** The certificate with which desk phones are served over TLS: made once for this device and kept in `secrets`. */
export function keepDeskPhoneCertificate(secrets: SecretStore): Promise<Identity> {
  return keepSelfSigned(secrets, {
    secretName: 'desk-phone-certificate',
    name: 'Byway desk phones',
    hosts: [hostname(), 'localhost', '127.0.0.1', '::1'],
  });
}
