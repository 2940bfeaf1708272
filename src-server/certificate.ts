// @peculiar/x509 does not load without it.
import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const lifeMs = 5 * 365 * 24 * 60 * 60 * 1000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A certificate and its key, PEM, and the file in which others find the certificate to trust. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  readonly path: string;
}

/** The self-signed certificate for this machine that is kept in `directory`; made there when it is missing or over. */
export async function keepCertificate(directory: string): Promise<Certificate> {
  const path = join(directory, 'ca.pem');
  const keyPath = join(directory, 'key.pem');
  const kept = await Promise.all([readFile(path, 'utf8'), readFile(keyPath, 'utf8')]).catch(() => undefined);
  if (kept !== undefined && endOf(kept[0]) > Date.now()) {
    return { certificate: kept[0], key: kept[1], path };
  }
  const made = await makeCertificate();
  await writeFile(keyPath, made.key, { mode: 0o600 });
  await writeFile(path, made.certificate);
  return { ...made, path };
}

/** When a certificate ends, ms since the epoch; 0 for a text that is none. */
function endOf(pem: string): number {
  try {
    return new X509Certificate(pem).notAfter.getTime();
  } catch {
    return 0;
  }
}

async function makeCertificate(): Promise<{ certificate: string; key: string }> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Byway provider on this machine',
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + lifeMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
    ],
  });
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { certificate: certificate.toString('pem'), key };
}
