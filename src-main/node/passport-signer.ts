// @peculiar/x509 does not load without it.
import 'reflect-metadata';
import { X509CertificateGenerator, X509Certificate } from '@peculiar/x509';
import { CompactSign, exportPKCS8, importPKCS8 } from 'jose';
import { z } from 'zod';
import type { PassportSigner, SecretStore } from '../session/ports.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const secretName = 'passport-key';
const lifeMs = 10 * 365 * 24 * 60 * 60 * 1000;

const identitySchema = z.object({ key: z.string(), certificate: z.string() });
type Identity = z.infer<typeof identitySchema>;

/**
 * Signs PASSporTs (PROTOCOL 8, RFC 8225) with a key and a self-signed certificate that are made once for this device
 * and kept in `secrets`.
 */
export async function createPassportSigner(secrets: SecretStore): Promise<PassportSigner> {
  const { key, certificate } = (await readIdentity(secrets)) ?? (await makeIdentity(secrets));
  const privateKey = await importPKCS8(key, 'ES256');
  const header = { alg: 'ES256', typ: 'passport', x5c: [new X509Certificate(certificate).toString('base64')] };
  return {
    sign(claims) {
      const payload = new TextEncoder().encode(JSON.stringify(claims));
      return new CompactSign(payload).setProtectedHeader(header).sign(privateKey);
    },
  };
}

async function readIdentity(secrets: SecretStore): Promise<Identity | undefined> {
  const kept = await secrets.read(secretName);
  if (kept === undefined) return undefined;
  try {
    const identity = identitySchema.parse(JSON.parse(kept));
    return new X509Certificate(identity.certificate).notAfter.getTime() > Date.now() ? identity : undefined;
  } catch {
    return undefined;
  }
}

async function makeIdentity(secrets: SecretStore): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Byway device',
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + lifeMs),
    keys,
    signingAlgorithm: algorithm,
  });
  const identity = { key: await exportPKCS8(keys.privateKey), certificate: certificate.toString('pem') };
  await secrets.write(secretName, JSON.stringify(identity));
  return identity;
}
