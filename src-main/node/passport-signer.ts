// @peculiar/x509 does not load without it.
import 'reflect-metadata';
import { X509CertificateGenerator, X509Certificate } from '@peculiar/x509';
import { CompactSign, exportPKCS8, importPKCS8, type CryptoKey } from 'jose';
import { z } from 'zod';
import type { PassportSigner, SecretStore } from '../session/ports.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const secretName = 'passport-key';
const lifeMs = 10 * 365 * 24 * 60 * 60 * 1000;
/** A clock that is a little behind ours still takes a certificate that was made just now. */
const toleranceMs = 60_000;

const identitySchema = z.object({ key: z.string(), certificate: z.string() });

interface Identity {
  readonly privateKey: CryptoKey;
  /** DER, in base64. */
  readonly certificate: string;
}

/**
 * Signs PASSporTs (PROTOCOL 8, RFC 8225) with a key and a self-signed certificate that are made once for this device
 * and kept in `secrets`. Where they cannot be kept, they are good for this run.
 */
export async function createPassportSigner(secrets: SecretStore): Promise<PassportSigner> {
  const { privateKey, certificate } = (await readIdentity(secrets)) ?? (await makeIdentity(secrets));
  const header = { alg: 'ES256', typ: 'passport', x5c: [certificate] };
  return {
    sign(claims) {
      const payload = new TextEncoder().encode(JSON.stringify(claims));
      return new CompactSign(payload).setProtectedHeader(header).sign(privateKey);
    },
  };
}

/** What an earlier run kept; undefined when that is nothing, is damaged, or has expired. */
async function readIdentity(secrets: SecretStore): Promise<Identity | undefined> {
  try {
    const { key, certificate: pem } = identitySchema.parse(JSON.parse((await secrets.read(secretName)) ?? 'null'));
    const certificate = new X509Certificate(pem);
    if (certificate.notAfter.getTime() <= Date.now()) return undefined;
    return { privateKey: await importPKCS8(key, 'ES256'), certificate: certificate.toString('base64') };
  } catch {
    return undefined;
  }
}

async function makeIdentity(secrets: SecretStore): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Byway device',
    notBefore: new Date(Date.now() - toleranceMs),
    notAfter: new Date(Date.now() + lifeMs),
    keys,
    signingAlgorithm: algorithm,
  });
  const kept = { key: await exportPKCS8(keys.privateKey), certificate: certificate.toString('pem') };
  await secrets.write(secretName, JSON.stringify(kept)).catch(() => undefined);
  return { privateKey: keys.privateKey, certificate: certificate.toString('base64') };
}
